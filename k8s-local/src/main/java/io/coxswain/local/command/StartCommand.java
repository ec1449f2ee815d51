package io.coxswain.local.command;

import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.machine.Build;
import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.machine.Heap;
import io.coxswain.local.machine.StartLock;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Ports;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import io.coxswain.local.step.Step;
import io.coxswain.local.step.StepPrinter;
import io.coxswain.local.step.StepRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the cluster up, or tells that it is. */
@Command(name = "start", description = "Start the cluster and point kubectl at it. A second start changes nothing.")
final class StartCommand implements Callable<Integer> {
    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Mixin
    private KubeconfigOption kubeconfig = new KubeconfigOption();

    @Option(names = "--keep-context", description = "Add the context to the kubeconfig but do not switch to it.")
    private boolean keepContext;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            description = "Port of the API (default: 6443 or the next free).")
    private int apiPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "HTTP port of the gateway (default: 80, else 8080 …).")
    private int httpPort;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            description = "HTTPS port of the gateway (default: 443, else 8443 …).")
    private int httpsPort;

    @Option(
            names = "--gateway-address",
            paramLabel = "ADDRESS",
            description = "Where the gateway listens (default: 127.0.0.1; 0.0.0.0 opens it to the network).")
    private String gatewayAddress = "";

    @Option(
            names = "--nodes",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "How many nodes the cluster has at least (default: those it has, one at first).")
    private int nodes = 1;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description =
                    "How large the server's heap may become, such as 1g (default: $COXSWAIN_HEAP or 640m). A server"
                            + " whose heap is full ends and is started again.")
    private String heap = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to wait for the node to be Ready (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 180;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Profile cluster = profile.profile();
        StepPrinter printer = new StepPrinter(System.out, System.getenv());
        StepRunner steps = new StepRunner(printer);
        ServerLaunch launch = new ServerLaunch(cluster, printer, timeoutSeconds, Heap.of(heap, System.getenv()));
        if (nodes < 1) throw new LocalException("--nodes " + nodes + ": a cluster has at least one");
        boolean already = Instance.running(cluster).map(Instance::ready).orElse(false);
        if (already) {
            refuseOtherPorts(cluster);
            if (!heap.isEmpty()) throw new LocalException("--heap: the cluster runs already: stop it first");
        } else {
            Build build = Build.ofThisCommand(System.getenv());
            DockerEngine docker = DockerEngine.find(System.getenv());
            steps.run(new Step("Docker Engine", () -> checkMachine(docker)));
            try (StartLock _ =
                    StartLock.acquire(cluster, () -> printer.tell("waiting for another start on this machine"))) {
                steps.run(new Step(
                        "Ports and addresses",
                        () -> new Addresses(cluster, docker)
                                .settle(new Ports.Wish(apiPort, httpPort, httpsPort), gatewayAddress)));
                addNodes(cluster);
                launch.run(build);
            }
        }
        // Before a cluster that runs already is called well, it has to answer.
        if (already) {
            checkAnswers(cluster);
            for (String node : addNodes(cluster)) steps.run(new Step("Node " + node, () -> awaitReady(cluster, node)));
        }
        steps.run(new Step(
                "Kubeconfig",
                () -> "context " + cluster.clusterName() + " in "
                        + kubeconfig.files().merge(KubeconfigOption.entry(cluster), !keepContext)));
        tell(cluster, printer, already, (System.nanoTime() - begin) / 1e9);
        return 0;
    }

    private static String checkMachine(DockerEngine docker) {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw new LocalException(system + " is not supported yet: the node needs Linux network namespaces");
        }
        if (!System.getProperty("user.name", "").equals("root")) {
            throw new LocalException("run this as root (sudo -E): the node agent makes network namespaces and routes");
        }
        return docker.check();
    }

    private void refuseOtherPorts(Profile cluster) {
        Settings settings = Settings.read(cluster).orElseThrow(() -> KubeconfigOption.absent(cluster));
        Ports ports = settings.ports();
        if ((apiPort != 0 && apiPort != ports.api())
                || (httpPort != 0 && httpPort != ports.http())
                || (httpsPort != 0 && httpsPort != ports.https())
                || (!gatewayAddress.isEmpty() && !gatewayAddress.equals(settings.gatewayAddress()))) {
            throw new LocalException("the cluster runs already with other ports: stop it first");
        }
    }

    /** The names of those that came. */
    private List<String> addNodes(Profile cluster) {
        Nodes before = Nodes.read(cluster);
        Nodes grown = before.atLeast(nodes);
        if (!grown.equals(before)) grown.write(cluster);
        return grown.names().stream()
                .filter(name -> !before.names().contains(name))
                .toList();
    }

    private String awaitReady(Profile cluster, String node) throws IOException, InterruptedException {
        var entry = KubeconfigOption.entry(cluster);
        try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
            if (api.awaitReadyNode(node, Duration.ofSeconds(timeoutSeconds))) return "";
        }
        throw new LocalException("node " + node + " is not Ready after " + timeoutSeconds + " s");
    }

    private static void checkAnswers(Profile cluster) throws InterruptedException {
        var entry = KubeconfigOption.entry(cluster);
        try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
            api.whatIsWrong().ifPresent(fault -> {
                throw new LocalException("the cluster runs but its API " + fault + "; see "
                        + cluster.log().resolve("coxswain.log") + " or run coxswain stop");
            });
        }
    }

    private static void tell(Profile cluster, StepPrinter printer, boolean already, double seconds) {
        Settings settings = Settings.read(cluster).orElseThrow(() -> KubeconfigOption.absent(cluster));
        printer.tell("");
        printer.tell(
                already
                        ? "The cluster " + cluster.clusterName() + " runs already."
                        : String.format(
                                Locale.ROOT, "The cluster %s is ready after %.1f s.", cluster.clusterName(), seconds));
        printer.tell("  API      " + settings.apiUrl());
        printer.tell("  Gateway  " + settings.gatewayUrl() + "  " + settings.secureGatewayUrl());
        printer.tell("");
        printer.tell("Try: kubectl get nodes");
    }
}
