import io.coxswain.client.DeleteOptions;
import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.client.WireApi;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Declares workloads on simulated nodes and measures the time until all their Pods are there. Writes are counted twice:
 * those of a Pod until it runs, as a watch tells them, and all writes of the cluster by its resourceVersion, which counts
 * every write, heartbeats and events too.
 */
final class ControllerLoad {
    private final WireApi api;
    private final ProcessTree server;
    private final String namespace = "controller-load-" + Long.toString(System.nanoTime(), 36);
    private final Duration patience;

    private ControllerLoad(Arguments arguments) {
        String home = System.getProperty("user.home");
        api = WireApi.of(
                Kubeconfig.read(Path.of(arguments.text("kubeconfig", home + "/.kube/config"))), "controller-load");
        server = new ProcessTree(arguments.processes("pids"));
        patience = Duration.ofSeconds(arguments.number("patience", 600));
    }

    public static void main(String[] args) throws Exception {
        var arguments = new Arguments(args, List.of("kubeconfig", "pids", "pods", "patience"));
        int pods = arguments.number("pods", 1000);
        var load = new ControllerLoad(arguments);
        int nodes = load.api.list(Kinds.NODE, ListOptions.everything().withLabels(SimulatedNode.LABEL)).items().size();
        if (nodes * 110 < pods) {
            System.err.println(nodes + " simulated nodes do not hold " + pods
                    + " Pods: run coxswain node add --simulated 100 first");
            System.exit(1);
        }
        load.createNamespace();
        try {
            load.run("a Deployment of " + pods, pods, "Running", List.of(deployment("one", pods)), Kinds.DEPLOYMENT);
            List<String> many = new ArrayList<>();
            for (int number = 0; number < 100; number++) many.add(deployment("many-" + number, pods / 100));
            load.run("100 Deployments of " + pods / 100, pods / 100 * 100, "Running", many, Kinds.DEPLOYMENT);
            load.run("a Job of " + pods, pods, "Succeeded", List.of(job(pods)), Kinds.JOB);
        } finally {
            load.api.delete(Kinds.NAMESPACE, ObjectKey.cluster(load.namespace), DeleteOptions.background());
            load.api.close();
        }
    }

    private void createNamespace() throws Exception {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", namespace);
        api.create(Kinds.NAMESPACE, object);
        told(
                "the service account of " + namespace,
                () -> api.find(Kinds.SERVICE_ACCOUNT, new ObjectKey(namespace, "default"))
                        .isPresent());
    }

    private static final String POD = """
            {"metadata":{"labels":{"app":"%s"}},"spec":{%s"automountServiceAccountToken":false,\
            "terminationGracePeriodSeconds":0,"nodeSelector":{"coxswain.io/simulated":"true"},\
            "tolerations":[{"key":"coxswain.io/simulated","operator":"Exists"}],\
            "containers":[{"name":"c","image":"none"}]}}""";

    private static String deployment(String name, int replicas) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s"},"spec":{"replicas":%d,\
                "selector":{"matchLabels":{"app":"%s"}},"template":%s}}"""
                .formatted(name, replicas, name, POD.formatted(name, ""));
    }

    private static String job(int completions) {
        return """
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"job"},"spec":{"completions":%d,\
                "parallelism":%d,"template":%s}}"""
                .formatted(completions, completions, POD.formatted("job", "\"restartPolicy\":\"Never\","));
    }

    private void run(String what, int pods, String phase, List<String> objects, Kind<?> kind) throws Exception {
        ListOptions here = ListOptions.in(namespace);
        String start = api.list(Kinds.POD, here).resourceVersion();
        double cpu = server.cpuSeconds();
        long began = System.nanoTime();
        Map<String, Integer> writes = new HashMap<>();
        Set<String> arrived = new HashSet<>();
        try (Watch watch = api.watch(Kinds.POD, here.after(start))) {
            for (String object : objects) {
                ObjectNode tree = Json.parseObject(object);
                Metadata.of(tree).put("namespace", namespace);
                api.create(kind, tree);
            }
            while (arrived.size() < pods && System.nanoTime() - began < patience.toNanos()) {
                Optional<WatchEvent> event = watch.next(Duration.ofSeconds(5));
                event.ifPresent(each -> note(each, phase, writes, arrived));
            }
        }
        awaitTold(objects, kind, pods);
        double seconds = (System.nanoTime() - began) / 1e9;
        long all = Long.parseLong(api.list(Kinds.POD, here.page(1, "")).resourceVersion()) - Long.parseLong(start);
        double each = writes.values().stream().mapToInt(Integer::intValue).average().orElse(0);
        int most = writes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        System.out.printf(
                Locale.ROOT,
                "%-26s %5d of %5d Pods %s after %5.1f s; writes of a Pod until then %.2f (most %d);"
                        + " all writes of the cluster %.2f for each Pod; server CPU %.1f ms for each Pod%n",
                what,
                arrived.size(),
                pods,
                phase,
                seconds,
                each,
                most,
                (double) all / pods,
                (server.cpuSeconds() - cpu) * 1e3 / pods);
        for (String object : objects) {
            String name = Metadata.name(Json.parseObject(object));
            api.delete(kind, new ObjectKey(namespace, name), DeleteOptions.background());
        }
        told("the end of all Pods", () -> api.list(Kinds.POD, here.page(1, "")).items().isEmpty());
    }

    private static void note(WatchEvent event, String phase, Map<String, Integer> writes, Set<String> arrived) {
        if (event.type() == WatchEvent.Type.BOOKMARK || event.type() == WatchEvent.Type.DELETED) return;
        String uid = Metadata.uid(event.object());
        if (arrived.contains(uid)) return;
        writes.merge(uid, 1, Integer::sum);
        if (event.object().path("status").path("phase").asString("").equals(phase)) arrived.add(uid);
    }

    /** Done is what the workload's own status says. */
    private void awaitTold(List<String> objects, Kind<?> kind, int pods) throws Exception {
        String field = kind.equals(Kinds.JOB) ? "succeeded" : "readyReplicas";
        told(
                pods + " Pods of " + objects.size() + " " + kind.name(),
                () -> api.list(kind, ListOptions.in(namespace)).items().stream()
                                .mapToInt(object ->
                                        object.path("status").path(field).asInt(0))
                                .sum()
                        >= pods);
    }

    /** What did not come is no figure. */
    private void told(String what, Waiting.Condition condition) throws Exception {
        if (!Waiting.await(patience, condition))
            throw new IllegalStateException(what + " did not come within " + patience);
    }
}
