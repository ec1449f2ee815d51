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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** On preemption the nodes are filled with Pods of no priority first. */
    private void run(Workload workload) throws Exception {
        int count = workload.name.equals("anti-affinity") ? Math.min(pods, nodes) : pods;
        if (workload.before > 0) {
            count = Math.min(pods, nodes);
            parallel(nodes * workload.before, number -> create("filler-" + number, "filler", "900m", ""));
            int unused = awaitBound("filler", nodes * workload.before);
        }
        String cpu = workload.before > 0 ? "3" : "100m";
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        var creation = Thread.ofVirtual().start(() -> {
            try {
                int all = workload.name.equals("anti-affinity") ? Math.min(pods, nodes) : pods;
                int created = workload.before > 0 ? Math.min(pods, nodes) : all;
                parallel(created, number -> create(workload.name + "-" + number, workload.name, cpu, workload.spec));
            } catch (Exception failure) {
                System.err.println(failure);
            }
        });
        int bound = awaitBound(workload.name, count);
        double seconds = (System.nanoTime() - start) / 1e9;
        creation.join();
        double cpuUsed = server.cpuSeconds() - cpuBefore;
        System.out.printf(
                Locale.ROOT,
                "%-14s %6d of %6d Pods bound on %5d nodes: %7.0f/s (upstream %s), server CPU %.0f µs each%n",
                workload.name,
                bound,
                count,
                nodes,
                bound / seconds,
                workload.upstream,
                cpuUsed * 1e6 / Math.max(1, bound));
        send("DELETE", "/api/v1/namespaces/" + namespace + "/pods?gracePeriodSeconds=0", "");
        Instant end = Instant.now().plus(patience);
        while (count("", "") > 0 && Instant.now().isBefore(end)) Thread.sleep(500);
    }

    private int awaitBound(String app, int count) throws Exception {
        Instant end = Instant.now().plus(patience);
        int bound = 0;
        while (bound < count && Instant.now().isBefore(end)) {
            Thread.sleep(200);
            int all = count(app, "");
            bound = all - count(app, "spec.nodeName=");
        }
        return bound;
    }

    /** How many Pods there are, told by the first page of a list. */
    private int count(String app, String fields) throws Exception {
        String path = "/api/v1/namespaces/" + namespace + "/pods?limit=1"
                + (app.isEmpty() ? "" : "&labelSelector=app%3D" + app)
                + (fields.isEmpty() ? "" : "&fieldSelector=" + fields.replace("=", "%3D"));
        if (app.isEmpty() && fields.isEmpty()) {
            JsonNode list = Json.parseObject(send("GET", path, ""));
            return list.path("items").size() + list.path("metadata").path("remainingItemCount").asInt(0);
        }
        // a server tells no remaining count for selections: these are listed by their metadata alone
        return Json.parseObject(send("GET", path.replace("limit=1&", ""), "")).path("items").size();
    }

    /** The scheduler's own figures of its attempts, from the management port. */
    private void attempts(String address) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        Histogram.of(answer.body(), "scheduler_scheduling_attempt_duration_seconds", "result=\"scheduled\"")
                .print("attempt");
    }

    private void createNode(int number) throws Exception {
        send("POST", "/api/v1/nodes", """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"load-%d","labels":{"kubernetes.io/hostname":"load-%d",\
                "%s":"zone-%d"}},"status":{"capacity":{"cpu":"4","memory":"32Gi","pods":"110"},\
                "allocatable":{"cpu":"4","memory":"32Gi","pods":"110"},\
                "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}}"""
                .formatted(number, number, ZONE, number % 3));
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
