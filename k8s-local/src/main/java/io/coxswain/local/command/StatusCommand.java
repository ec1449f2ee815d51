package io.coxswain.local.command;

import io.coxswain.json.Json;
import io.coxswain.local.command.StatusReport.ProcessLine;
import io.coxswain.local.command.StatusReport.State;
import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.machine.ProcessMemory;
import io.coxswain.local.machine.Supervisor;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what runs, where, and how much memory it takes. */
@Command(
        name = "status",
        description = "Tell how the cluster is.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:running and the node is Ready",
            "1:running, but something is wrong",
            "3:stopped",
            "4:there is no such cluster"
        })
final class StatusCommand implements Callable<Integer> {
    /** How a report is written. */
    enum Output {
        text,
        json
    }

    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Mixin
    private KubeconfigOption kubeconfig = new KubeconfigOption();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Output output = Output.text;

    @Override
    public Integer call() throws InterruptedException {
        StatusReport report = report(profile.profile());
        switch (output) {
            case text -> System.out.print(report.text());
            case json ->
                System.out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        }
        return report.state().exitCode();
    }

    private StatusReport report(Profile cluster) throws InterruptedException {
        Optional<Settings> settings = Settings.read(cluster);
        if (settings.isEmpty()) return absent(cluster);
        Settings kept = settings.get();
        Optional<Instance> instance = Instance.running(cluster);
        String fault = instance.isPresent() ? fault(cluster, instance.get()) : "";
        State state = instance.isPresent()
                ? (fault.isEmpty() ? State.RUNNING : State.DEGRADED)
                : (Supervisor.running(cluster).isPresent() ? State.DEGRADED : State.STOPPED);
        if (instance.isEmpty() && state == State.DEGRADED) fault = "the server process ended and is started again";
        return new StatusReport(
                cluster.clusterName(),
                cluster.name(),
                state,
                fault,
                kept.apiUrl(),
                List.of(kept.gatewayUrl(), kept.secureGatewayUrl()),
                List.of(
                        "Pods " + kept.ranges().clusterCidr(),
                        "Services " + kept.ranges().serviceCidr(),
                        "nodes " + kept.ranges().nodeCidr()),
                cluster.clusterName(),
                kubeconfig.files().fileFor(cluster.clusterName()).toString(),
                cluster.data().toString(),
                cluster.database().toString(),
                cluster.state().toString(),
                cluster.log().toString(),
                aotCache(instance),
                processes(cluster, instance));
    }

    private static StatusReport absent(Profile cluster) {
        return new StatusReport(
                cluster.clusterName(),
                cluster.name(),
                State.ABSENT,
                "run coxswain start",
                "",
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                List.of());
    }

    private static String fault(Profile cluster, Instance instance) throws InterruptedException {
        var entry = KubeconfigOption.entry(cluster);
        try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
            Optional<String> wrong = api.whatIsWrong();
            if (wrong.isPresent()) return "the API " + wrong.get();
            for (String node : Nodes.read(cluster).names()) {
                Optional<Boolean> ready = api.nodeReady(node);
                if (ready.isEmpty()) return "node " + node + " is not registered";
                if (!ready.get()) return "node " + node + " is not Ready";
            }
            return instance.ready() ? "" : "still starting";
        } catch (IOException e) {
            return "the API does not tell of its node: " + e.getMessage();
        }
    }

    private static String aotCache(Optional<Instance> instance) {
        if (instance.isEmpty()) return "";
        Path cache = Path.of(instance.get().build()).resolve("coxswain.aot");
        if (!Files.exists(cache)) return "not in use: there is none";
        return instance.get()
                        .process()
                        .filter(process -> ProcessMemory.maps(process, cache))
                        .isPresent()
                ? "in use (" + cache + ")"
                : "not in use: the JVM did not accept " + cache;
    }

    private static List<ProcessLine> processes(Profile cluster, Optional<Instance> instance) {
        List<ProcessLine> lines = new ArrayList<>();
        instance.flatMap(Instance::process).ifPresent(process -> lines.add(line("Server JVM", List.of(process))));
        Shutdown.postmaster(cluster)
                .ifPresent(process ->
                        lines.add(line("PostgreSQL", ProcessMemory.tree(process).toList())));
        Supervisor.running(cluster).ifPresent(process -> lines.add(line("Supervisor", List.of(process))));
        return lines;
    }

    private static ProcessLine line(String name, List<ProcessHandle> processes) {
        long bytes = processes.stream().mapToLong(ProcessMemory::bytes).sum();
        return new ProcessLine(name, processes.getFirst().pid(), processes.size(), Math.ceilDiv(bytes, 1L << 20));
    }
}
