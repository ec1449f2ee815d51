import io.coxswain.client.Kubeconfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates, reads, updates and lists ConfigMaps over HTTPS through any kubeconfig with a client certificate, in a namespace of
 * its own that it deletes at the end. With {@code --pids} it also tells the CPU that the server's processes used.
 */
final class ApiLoad {
    private final Kubeconfig config;
    private final HttpClient client;
    private final ProcessTree server;
    private final String namespace = "api-load-" + Long.toString(System.nanoTime(), 36);
    private final String body;

    private ApiLoad(Arguments arguments) {
        String home = System.getProperty("user.home");
        config = Kubeconfig.read(Path.of(arguments.text("kubeconfig", home + "/.kube/config")));
        client = HttpClient.newBuilder().sslContext(config.identity().sslContext()).build();
        server = new ProcessTree(arguments.processes("pids"));
        body = "x".repeat(arguments.number("bytes", 1024));
    }

    public static void main(String[] args) throws Exception {
        var arguments = new Arguments(args, List.of("kubeconfig", "pids", "objects", "clients", "bytes", "warmup"));
        var load = new ApiLoad(arguments);
        int objects = arguments.number("objects", 10_000);
        int clients = arguments.number("clients", 32);
        load.send("POST", "/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(load.namespace));
        try {
            load.phase("warm-up", arguments.number("warmup", 3000), clients, load::create);
            load.phase("create", objects, clients, number -> load.create("c" + number));
            load.phase("get", objects, clients, number -> load.get("c" + number));
            load.phase("update", objects, clients, number -> load.update("c" + number));
            load.phase("list of " + objects, 20, 1, number -> load.list());
        } finally {
            load.send("DELETE", "/api/v1/namespaces/" + load.namespace, "");
        }
    }

    private interface Operation {
        void run(int number) throws Exception;
    }

    private void phase(String name, int count, int clients, Operation operation) throws Exception {
        var next = new AtomicInteger();
        long[] nanos = new long[count];
        var failures = new AtomicInteger();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        var workers = new ArrayList<Thread>();
        for (int worker = 0; worker < clients; worker++) {
            workers.add(Thread.ofVirtual().start(() -> {
                for (int number; (number = next.getAndIncrement()) < count; ) {
                    long began = System.nanoTime();
                    try {
                        operation.run(number);
                    } catch (Exception failure) {
                        if (failures.getAndIncrement() == 0) System.err.println(failure);
                    }
                    nanos[number] = System.nanoTime() - began;
                }
            }));
        }
        for (Thread worker : workers) worker.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = server.cpuSeconds() - cpuBefore;
        System.out.printf(
                Locale.ROOT,
                "%-16s %6d by %3d clients: %8.0f/s, %s, server CPU %.0f µs each, failures %d%n",
                name,
                count,
                clients,
                count / seconds,
                Latencies.ofNanos(nanos),
                cpu * 1e6 / count,
                failures.get());
    }

    private void create(int number) throws Exception {
        create("w" + number);
    }

    private void create(String name) throws Exception {
        send("POST", path(""), configMap(name, body));
    }

    private void get(String name) throws Exception {
        send("GET", path("/" + name), "");
    }

    private void update(String name) throws Exception {
        send("PUT", path("/" + name), configMap(name, body + "y"));
    }

    private void list() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(config.server() + path(""))).build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            in.skip(Long.MAX_VALUE);
        }
        if (response.statusCode() != 200) throw new IOException("HTTP " + response.statusCode());
    }

    private String configMap(String name, String data) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s"},"data":{"key":"%s"}}"""
                .formatted(name, namespace, data);
    }

    private String path(String rest) {
        return "/api/v1/namespaces/" + namespace + "/configmaps" + rest;
    }

    private void send(String method, String path, String content) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(config.server() + path))
                .header("Content-Type", "application/json")
                .method(method, content.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": HTTP " + response.statusCode() + " " + response.body());
        }
    }
}
