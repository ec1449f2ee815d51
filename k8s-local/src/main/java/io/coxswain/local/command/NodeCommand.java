package io.coxswain.local.command;

import io.coxswain.client.WireApi;
import io.coxswain.local.kubeconfig.KubeconfigEntry;
import io.coxswain.local.machine.ApiProbe;
import io.coxswain.local.machine.FileChanges;
import io.coxswain.local.profile.Instance;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Nodes;
import io.coxswain.local.profile.Profile;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/** The nodes of a cluster, each a network, addresses and volumes of its own on this machine. */
@Command(
        name = "node",
        description = "Add, delete and list the nodes of the cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {NodeCommand.Add.class, NodeCommand.Delete.class, NodeCommand.ListAll.class})
final class NodeCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The cluster, if there are several on this machine (default: default).")
    private String profile = Profile.DEFAULT;

    private static WireApi api(KubeconfigEntry entry) {
        return new WireApi(URI.create(entry.server()), entry.identity().sslContext(), "coxswain");
    }

    private static void requireRunning(Profile cluster) {
        if (Instance.running(cluster).isEmpty()) {
            throw new LocalException("the cluster does not run: simulated nodes are kept by its API");
        }
    }

    private Profile cluster() {
        return Profile.named(profile, System.getenv());
    }

    /** Adds one. */
    @Command(name = "add", description = "Add a node and wait until it is Ready.")
    static final class Add implements Callable<Integer> {
        @ParentCommand
        private NodeCommand node = new NodeCommand();

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Its name (default: the next free number).")
        private String name = "";

        @Option(
                names = "--simulated",
                paramLabel = "COUNT",
                description = "Add so many nodes without containers: their Pods only say that they run.")
        private int simulated;

        @Option(
                names = "--cpu",
                defaultValue = "32",
                description = "What each simulated node offers (default: ${DEFAULT-VALUE}).")
        private String cpu = "32";

        @Option(
                names = "--memory",
                defaultValue = "256Gi",
                description = "What each simulated node offers (default: ${DEFAULT-VALUE}).")
        private String memory = "256Gi";

        @Override
        public Integer call() throws InterruptedException {
            Profile cluster = node.cluster();
            var entry = KubeconfigOption.entry(cluster);
            if (simulated != 0) return addSimulated(cluster, entry);
            Nodes nodes = Nodes.read(cluster);
            String added = name.isEmpty() ? nodes.nextName() : name;
            nodes.with(added).write(cluster);
            if (Instance.running(cluster).isEmpty()) {
                System.out.println("node " + added + " starts with the cluster");
                return 0;
            }
            try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
                if (!api.awaitReadyNode(added, PATIENCE)) {
                    throw new LocalException("node " + added + " is not Ready after " + PATIENCE.toSeconds()
                            + " s; it goes on, see " + cluster.log().resolve("coxswain.log"));
                }
            } catch (IOException e) {
                throw new LocalException("the API does not tell of the node: " + e.getMessage(), e);
            }
            System.out.println("node " + added + " is Ready");
            return 0;
        }

        private Integer addSimulated(Profile cluster, KubeconfigEntry entry) throws InterruptedException {
            if (!name.isEmpty()) throw new LocalException("simulated nodes are numbered: leave the name out");
            requireRunning(cluster);
            try (WireApi api = api(entry)) {
                var nodes = new SimulatedNodeSet(api, cluster.clusterName());
                List<String> added = nodes.add(simulated, cpu, memory);
                if (!nodes.awaitReady(added, PATIENCE)) {
                    throw new LocalException("not all nodes are Ready after " + PATIENCE.toSeconds()
                            + " s; they go on, see " + cluster.log().resolve("coxswain.log"));
                }
                System.out.println(added.size() + " simulated nodes are Ready: " + added.getFirst()
                        + (added.size() == 1 ? "" : " to " + added.getLast()));
            } catch (ApiException refused) {
                throw new LocalException("the nodes cannot be added: " + refused.getMessage(), refused);
            }
            return 0;
        }
    }

    /** Takes one away with all that it made. */
    @Command(name = "delete", description = "Delete a node: its Pods, containers, network and volumes.")
    static final class Delete implements Callable<Integer> {
        @ParentCommand
        private NodeCommand node = new NodeCommand();

        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            Profile cluster = node.cluster();
            if (isSimulated(cluster)) return deleteSimulated(cluster);
            if (Instance.running(cluster).isEmpty()) {
                throw new LocalException("the cluster does not run: start it, so that the node's Pods end in order");
            }
            Nodes.read(cluster).without(name).write(cluster);
            Path state = Nodes.stateDirectory(cluster, name);
            if (!FileChanges.await(cluster.state(), PATIENCE, () -> Files.notExists(state))) {
                throw new LocalException("node " + name + " is not gone after " + PATIENCE.toSeconds()
                        + " s; it goes on, see " + cluster.log().resolve("coxswain.log"));
            }
            System.out.println("node " + name + " is gone");
            return 0;
        }

        private boolean isSimulated(Profile cluster) {
            if (Nodes.read(cluster).names().contains(name)
                    || Instance.running(cluster).isEmpty()) return false;
            try (WireApi api = api(KubeconfigOption.entry(cluster))) {
                return new SimulatedNodeSet(api, cluster.clusterName()).has(name);
            } catch (ApiException refused) {
                throw new LocalException("node " + name + " cannot be deleted: " + refused.getMessage(), refused);
            }
        }

        private Integer deleteSimulated(Profile cluster) throws InterruptedException {
            try (WireApi api = api(KubeconfigOption.entry(cluster))) {
                new SimulatedNodeSet(api, cluster.clusterName()).delete(name, DRAIN);
            } catch (ApiException refused) {
                throw new LocalException("node " + name + " cannot be deleted: " + refused.getMessage(), refused);
            }
            System.out.println("node " + name + " is gone");
            return 0;
        }
    }

    /** Tells which there are. */
    @Command(name = "list", description = "List the nodes and how they are.")
    static final class ListAll implements Callable<Integer> {
        @ParentCommand
        private NodeCommand node = new NodeCommand();

        @Override
        public Integer call() throws InterruptedException {
            Profile cluster = node.cluster();
            var entry = KubeconfigOption.entry(cluster);
            boolean runs = Instance.running(cluster).isPresent();
            try (ApiProbe api = new ApiProbe(entry.server(), entry.identity())) {
                for (String name : Nodes.read(cluster).names()) {
                    String state = runs ? state(api, name) : "stopped";
                    System.out.printf("%-30s %s%n", name, state);
                }
            }
            if (runs) listSimulated(cluster, entry);
            return 0;
        }

        private static void listSimulated(Profile cluster, KubeconfigEntry entry) {
            try (WireApi api = api(entry)) {
                for (var simulated : new SimulatedNodeSet(api, cluster.clusterName()).all()) {
                    System.out.printf(
                            "%-30s %s, simulated%n", simulated.name(), simulated.ready() ? "Ready" : "NotReady");
                }
            } catch (ApiException refused) {
                throw new LocalException("the API does not tell of simulated nodes: " + refused.getMessage(), refused);
            }
        }

        private static String state(ApiProbe api, String node) throws InterruptedException {
            try {
                return api.nodeReady(node)
                        .map(ready -> ready ? "Ready" : "NotReady")
                        .orElse("not registered");
            } catch (IOException e) {
                return "unknown: " + e.getMessage();
            }
        }
    }
}
