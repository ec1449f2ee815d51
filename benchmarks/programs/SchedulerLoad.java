import io.coxswain.client.Kubeconfig;
import io.coxswain.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes nodes that are objects only, creates Pods and measures the time until all are bound: through the API server and
 * its store, without agents. The nodes are renewed by nobody, so the Pods tolerate every taint. Beside each figure stands
 * the threshold of upstream's scheduler_perf for the same workload on 5,000 nodes.
 */
final class SchedulerLoad {
    private static final int CLIENTS = 32;

    private record Workload(String name, String upstream, String spec, int before) {}

    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final List<Workload> WORKLOADS = List.of(
            new Workload("basic", "680 to 810/s", "", 0),
            new Workload("spread", "460/s", """
                    ,"topologySpreadConstraints":[{"maxSkew":5,"topologyKey":"%s","whenUnsatisfiable":"DoNotSchedule",\
                    "labelSelector":{"matchLabels":{"app":"spread"}}}]""".formatted(ZONE), 0),
            new Workload("affinity", "35 to 60/s", """
                    ,"affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":\
                    {"matchLabels":{"app":"affinity"}},"topologyKey":"%s"}]}}""".formatted(ZONE), 0),
            new Workload("anti-affinity", "35 to 60/s", """
                    ,"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":\
                    {"matchLabels":{"app":"anti-affinity"}},"topologyKey":"kubernetes.io/hostname"}]}}""", 0),
            new Workload("preemption", "no threshold", ",\"priorityClassName\":\"scheduler-load\"", 4));

    private final Kubeconfig config;
    private final HttpClient client;
    private final ProcessTree server;
    private final String namespace = "scheduler-load-" + Long.toString(System.nanoTime(), 36);
    private final int nodes;
    private final int pods;
    private final Duration patience;

    private SchedulerLoad(Arguments arguments) {
        String home = System.getProperty("user.home");
        config = Kubeconfig.read(Path.of(arguments.text("kubeconfig", home + "/.kube/config")));
        client = HttpClient.newBuilder().sslContext(config.identity().sslContext()).build();
        server = new ProcessTree(arguments.processes("pids"));
        nodes = arguments.number("nodes", 5000);
        pods = arguments.number("pods", 10_000);
        patience = Duration.ofSeconds(arguments.number("patience", 1200));
    }

    public static void main(String[] args) throws Exception {
        var arguments = new Arguments(
                args, List.of("kubeconfig", "pids", "nodes", "pods", "workload", "patience", "metrics"));
        String only = arguments.text("workload", "");
        var load = new SchedulerLoad(arguments);
        load.send("POST", "/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(load.namespace));
        load.send("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", """
                {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"scheduler-load"},\
                "value":1000}""");
        try {
            load.parallel(load.nodes, load::createNode);
            for (Workload workload : WORKLOADS) {
                if (only.isEmpty() || only.equals(workload.name)) load.run(workload);
            }
            String metrics = arguments.text("metrics", "");
            if (!metrics.isEmpty()) load.attempts(metrics);
        } finally {
            load.send("DELETE", "/api/v1/namespaces/" + load.namespace, "");
            load.send("DELETE", "/apis/scheduling.k8s.io/v1/priorityclasses/scheduler-load", "");
            load.parallel(load.nodes, number -> load.send("DELETE", "/api/v1/nodes/load-" + number, ""));
        }
    }

    /** A first thousand is bound before the clock runs; on preemption the nodes are filled with Pods of no priority. */
    private void run(Workload workload) throws Exception {
        boolean oneEach = workload.name.equals("anti-affinity") || workload.before > 0;
        int count = oneEach ? Math.min(pods, nodes) : pods;
        String cpu = workload.before > 0 ? "3" : "100m";
        int fillers = nodes * workload.before;
        int first = oneEach ? 0 : Math.min(1000, pods);
        try (var fed = new BoundPods("filler"); var warm = new BoundPods("first")) {
            parallel(fillers, number -> create("filler-" + number, "filler", "900m", ""));
            parallel(first, number -> create("first-" + number, "first", "100m", ""));
            int unused = fed.await(fillers) + warm.await(first);
        }
        try (var bound = new BoundPods(workload.name)) {
            double cpuBefore = server.cpuSeconds();
            long start = System.nanoTime();
            parallel(count, number -> create(workload.name + "-" + number, workload.name, cpu, workload.spec));
            double created = (System.nanoTime() - start) / 1e9;
            int all = bound.await(count);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %6d of %6d Pods bound on %5d nodes: %7.0f/s (upstream %s; created %.0f/s), server CPU %.0f µs each%n",
                    workload.name,
                    all,
                    count,
                    nodes,
                    all / seconds,
                    workload.upstream,
                    count / created,
                    (server.cpuSeconds() - cpuBefore) * 1e6 / Math.max(1, all));
        }
        send("DELETE", "/api/v1/namespaces/" + namespace + "/pods?gracePeriodSeconds=0", "");
        Waiting.await(patience, () -> count() == 0);
    }

    /** Counts the Pods of one application as they come to have a node, by a watch of their metadata. */
    private final class BoundPods implements AutoCloseable {
        private final AtomicInteger bound = new AtomicInteger();
        private final Stream<String> events;

        BoundPods(String app) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(config.server() + "/api/v1/namespaces/" + namespace
                            + "/pods?watch=true&labelSelector=app%3D" + app + "&fieldSelector=spec.nodeName%21%3D"))
                    .header("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
                    .build();
            events = client.send(request, BodyHandlers.ofLines()).body();
            Thread.ofVirtual().start(() -> {
                try {
                    events.filter(line -> line.startsWith("{\"type\":\"ADDED\""))
                            .forEach(_ -> bound.incrementAndGet());
                } catch (RuntimeException closed) {
                    // the stream was closed from here, or the count says what is missing
                }
            });
        }

        /** The number there is once all are bound, or at the end of patience. */
        int await(int count) throws Exception {
            Waiting.await(patience, () -> bound.get() >= count);
            return bound.get();
        }

        @Override
        public void close() {
            events.close();
        }
    }

    /** How many Pods there are, told by the first page of a list. */
    private int count() throws Exception {
        JsonNode list = Json.parseObject(send("GET", "/api/v1/namespaces/" + namespace + "/pods?limit=1", ""));
        return list.path("items").size() + list.path("metadata").path("remainingItemCount").asInt(0);
    }

    /** The scheduler's own figures of its attempts, from the management port. */
    private void attempts(String address) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        Histogram.of(answer.body(), "scheduler_scheduling_attempt_duration_seconds", "result=\"scheduled\"")
                .print("attempt");
    }

    /** Its range is given, as no cluster of this machine has ranges for thousands of nodes. */
    private void createNode(int number) throws Exception {
        String range = "100." + (64 + number / 256) + "." + number % 256 + ".0/24";
        send("POST", "/api/v1/nodes", """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"load-%d","labels":{"kubernetes.io/hostname":"load-%d",\
                "%s":"zone-%d"}},"spec":{"podCIDR":"%s","podCIDRs":["%s"]},"status":{"capacity":{"cpu":"4","memory":"32Gi","pods":"110"},\
                "allocatable":{"cpu":"4","memory":"32Gi","pods":"110"},\
                "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}}"""
                .formatted(number, number, ZONE, number % 3, range, range));
    }

    private void create(String name, String app, String cpu, String more) throws Exception {
        send("POST", "/api/v1/namespaces/" + namespace + "/pods", """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"}},"spec":{\
                "automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,"tolerations":[{"operator":"Exists"}],"containers":[{"name":"c",\
                "image":"pause","resources":{"requests":{"cpu":"%s","memory":"500Mi"}}}]%s}}"""
                .formatted(name, app, cpu, more));
    }

    private interface Operation {
        void run(int number) throws Exception;
    }

    private void parallel(int count, Operation operation) throws Exception {
        var next = new AtomicInteger();
        var failures = new AtomicInteger();
        var workers = new ArrayList<Thread>();
        for (int worker = 0; worker < CLIENTS; worker++) {
            workers.add(Thread.ofVirtual().start(() -> {
                for (int number; (number = next.getAndIncrement()) < count; ) {
                    try {
                        operation.run(number);
                    } catch (Exception failure) {
                        if (failures.getAndIncrement() == 0) System.err.println(failure);
                    }
                }
            }));
        }
        for (Thread worker : workers) worker.join();
        if (failures.get() > 0) System.err.println(failures.get() + " of " + count + " requests failed");
    }

    private String send(String method, String path, String content) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(config.server() + path))
                .header("Content-Type", "application/json")
                .method(method, content.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content));
        if (method.equals("GET")) {
            request.header("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": HTTP " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
