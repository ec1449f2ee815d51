import java.net.http.HttpClient.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures one or more API servers with the same requests, one server after the other, each in a namespace of its own that
 * is deleted at the end: {@code NAME=KUBECONFIG[:PID,PID]...} with the processes whose CPU and memory count as the server's.
 */
final class Api {
    private static final List<String> OPTIONS =
            List.of("clients", "bytes", "warmup", "objects", "many", "pods", "watchers", "idle", "rounds", "only");

    public static void main(String[] args) throws Exception {
        var servers = new ArrayList<Target>();
        var options = new ArrayList<String>();
        for (String arg : args) {
            if (arg.contains("=") && !arg.startsWith("--")) servers.add(Target.of(arg));
            else options.add(arg);
        }
        var arguments = new Arguments(options.toArray(String[]::new), OPTIONS);
        if (servers.isEmpty()) throw new IllegalArgumentException("name a server: NAME=KUBECONFIG[:PID,PID]");
        for (int round = 0; round < arguments.number("rounds", 1); round++) {
            for (Target server : servers) measure(server, arguments);
        }
        System.exit(0); // clients of watches leave threads
    }

    private static void measure(Target server, Arguments arguments) throws Exception {
        String namespace = "benchmark-" + Long.toString(System.nanoTime(), 36);
        server.send("POST", "/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(namespace));
        try {
            waitForServiceAccount(server, namespace);
            String only = arguments.text("only", "");
            if (!only.equals("objects")) watches(server, namespace, arguments);
            if (!only.equals("watches")) objects(server, namespace, arguments);
        } finally {
            server.send("DELETE", "/api/v1/namespaces/" + namespace, "");
        }
    }

    private static void watches(Target server, String namespace, Arguments arguments) throws Exception {
        var watches = new WatchLoad(server, namespace);
        int watchers = arguments.number("watchers", 1000);
        watches.idle(arguments.number("idle", 5000), 50, Version.HTTP_2);
        watches.idle(watchers, 1, Version.HTTP_1_1);
        System.out.println("warm-up:");
        watches.events(watchers, 10, 10, 5);
        watches.events(watchers, 10, 10, 20);
    }

    private static void objects(Target server, String namespace, Arguments arguments) throws Exception {
        new ObjectLoad(server, namespace, arguments.number("clients", 32), arguments.number("bytes", 1024))
                .run(
                        arguments.number("warmup", 5000),
                        arguments.number("objects", 10_000),
                        arguments.number("many", 50_000),
                        arguments.number("pods", 10_000));
    }

    /** Without it Pods are refused. */
    private static void waitForServiceAccount(Target server, String namespace) throws Exception {
        String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
        for (int attempt = 0; !server.send("GET", path, "").contains("\"default\""); attempt++) {
            if (attempt == 100) throw new IllegalStateException("no ServiceAccount default in " + namespace);
            Void unused = CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                    .get();
        }
    }
}
