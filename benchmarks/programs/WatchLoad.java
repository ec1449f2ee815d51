import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many watches of one namespace: how soon each is told of a write, and what an idle one holds of the server's memory. */
final class WatchLoad {
    private static final byte[] MARK = "\"sent\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Target target;
    private final Load load;
    private final String namespace;

    WatchLoad(Target target, String namespace) {
        this.target = target;
        this.load = new Load(target);
        this.namespace = namespace;
    }

    /** Updates of one object at a rate; times are from before the write to its arrival at each watcher. */
    void events(int watchers, int connections, int writesPerSecond, int seconds) throws Exception {
        int writes = writesPerSecond * seconds;
        var delays = new Delays(writes * watchers);
        put(0);
        try (var watches = open(watchers, connections, Version.HTTP_2, delays)) {
            double cpu = target.processes().cpuSeconds();
            long start = System.nanoTime();
            for (int write = 1; write <= writes; write++) {
                sleepUntil(start + write * 1_000_000_000L / writesPerSecond);
                put(System.nanoTime());
            }
            delays.await(30);
            double took = (System.nanoTime() - start) / 1e9;
            double used = target.processes().cpuSeconds() - cpu;
            int told = delays.count();
            load.tell(
                    "events to " + watchers + " watchers", told, told / took, Latencies.ofNanos(delays.nanos()), used);
            if (told < writes * watchers) System.out.printf("  %d events did NOT arrive%n", writes * watchers - told);
            watches.tellFailures();
        }
    }

    /** Opens watches, lets them lie, tells how much memory came with them, and that each is told of a write. */
    void idle(int watchers, int connections, Version version) throws Exception {
        put(0);
        collectGarbage();
        long before = target.processes().residentMebibytes();
        var delays = new Delays(watchers);
        long start = System.nanoTime();
        try (var watches = open(watchers, connections, version, delays)) {
            double opened = (System.nanoTime() - start) / 1e9;
            sleepUntil(System.nanoTime() + 10_000_000_000L);
            double cpu = target.processes().cpuSeconds();
            sleepUntil(System.nanoTime() + 10_000_000_000L);
            double used = target.processes().cpuSeconds() - cpu;
            collectGarbage();
            long after = target.processes().residentMebibytes();
            put(System.nanoTime());
            delays.await(60);
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %d idle watches, %s, %s: opened in %.1f s, %s, told %d of one write, %s%n",
                    target.name(),
                    watchers,
                    version,
                    version == Version.HTTP_2 ? connections + " connections" : watchers + " connections",
                    opened,
                    target.processes().roots().isEmpty()
                            ? "server memory unknown"
                            : String.format(
                                    Locale.ROOT,
                                    "server memory %d MiB + %d MiB, CPU %.1f %% of a core",
                                    before,
                                    after - before,
                                    used * 10),
                    delays.count(),
                    Latencies.ofNanos(delays.nanos()));
            watches.tellFailures();
        }
    }

    private Watches open(int watchers, int connections, Version version, Delays delays) throws Exception {
        var watches = new Watches();
        var opened = new CountDownLatch(watchers);
        String path = "/api/v1/namespaces/" + namespace
                + "/configmaps?watch=true&timeoutSeconds=600&fieldSelector=metadata.name%3Dwritten&resourceVersion="
                + version(target.send("GET", "/api/v1/namespaces/" + namespace + "/configmaps/written", ""));
        for (int connection = 0; connection < connections; connection++) {
            HttpClient client = target.newClient(version);
            watches.clients.add(client);
            for (int number = connection; number < watchers; number += connections) {
                // The first of a connection makes it; the others come when it is there.
                boolean first = number == connection && version == Version.HTTP_2;
                CompletableFuture<?> answer = client.sendAsync(target.request(path).build(), info -> {
                    opened.countDown();
                    if (info.statusCode() != 200) watches.failures.add("HTTP " + info.statusCode());
                    if (first) watches.ready.countDown();
                    return BodyHandlers.fromSubscriber(new Reader(delays)).apply(info);
                });
                answer.exceptionally(failure -> {
                    watches.failures.add(String.valueOf(failure));
                    opened.countDown();
                    return null;
                });
                if (first) {
                    if (!watches.ready.await(30, TimeUnit.SECONDS)) throw new IOException("a watch does not begin");
                    watches.ready = new CountDownLatch(1);
                }
                // Not more at once than a server lets wait to be accepted.
                while (version == Version.HTTP_1_1 && number + 1 - (watchers - opened.getCount()) > 50) {
                    sleepUntil(System.nanoTime() + 1_000_000);
                }
            }
        }
        if (!opened.await(120, TimeUnit.SECONDS)) throw new IOException(opened.getCount() + " watches do not begin");
        return watches;
    }

    private void put(long sent) throws Exception {
        String path = "/api/v1/namespaces/" + namespace + "/configmaps";
        String object = """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"written"},"data":{"sent":"%d"}}""".formatted(sent);
        if (sent != 0) target.send("PUT", path + "/written", object);
        else if (!target.send("GET", path + "?fieldSelector=metadata.name%3Dwritten", "").contains("\"sent\"")) {
            target.send("POST", path, object);
        }
    }

    private static String version(String object) {
        return object.replaceFirst("(?s).*?\"resourceVersion\":\\s*\"(\\d+)\".*", "$1");
    }

    /** So that memory counts what is held: where the processes are Java's, their garbage goes. */
    private void collectGarbage() throws Exception {
        for (long pid : target.processes().roots()) {
            // Another program would take the request to collect for an order to quit.
            Path program = Path.of("/proc", Long.toString(pid), "exe").toRealPath();
            if (!program.endsWith("java")) continue;
            new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long wait = nanos - System.nanoTime();
        if (wait > 0) TimeUnit.NANOSECONDS.sleep(wait);
    }

    private static final class Watches implements AutoCloseable {
        private final List<HttpClient> clients = new ArrayList<>();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch ready = new CountDownLatch(1);

        void tellFailures() {
            if (!failures.isEmpty()) System.out.printf("  %d watches FAILED: %s%n", failures.size(), failures.peek());
        }

        @Override
        public void close() {
            clients.forEach(HttpClient::shutdownNow);
        }
    }

    /** How long events took, in the order of their arrival. */
    private static final class Delays {
        private final AtomicLong next = new AtomicLong();
        private final long[] nanos;
        private final CountDownLatch all;

        Delays(int expected) {
            nanos = new long[expected];
            all = new CountDownLatch(expected);
        }

        void add(long delay) {
            long at = next.getAndIncrement();
            if (at >= nanos.length) return;
            nanos[(int) at] = delay;
            all.countDown();
        }

        void await(int seconds) throws InterruptedException {
            if (!all.await(seconds, TimeUnit.SECONDS)) System.out.printf("  %d events are missing%n", all.getCount());
        }

        int count() {
            return (int) Math.min(next.get(), nanos.length);
        }

        long[] nanos() {
            return Arrays.copyOf(nanos, count());
        }
    }

    /** Finds the time that an event's object carries, wherever the bytes are divided. */
    private static final class Reader implements Flow.Subscriber<List<ByteBuffer>> {
        private final Delays delays;
        private int matched;
        private long sent;

        Reader(Delays delays) {
            this.delays = delays;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                while (buffer.hasRemaining()) take(buffer.get());
            }
        }

        private void take(byte each) {
            if (matched < MARK.length) {
                matched = each == MARK[matched] ? matched + 1 : each == MARK[0] ? 1 : 0;
                sent = 0;
            } else if (each >= '0' && each <= '9') {
                sent = sent * 10 + each - '0';
            } else {
                if (sent != 0) delays.add(System.nanoTime() - sent);
                matched = 0;
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
