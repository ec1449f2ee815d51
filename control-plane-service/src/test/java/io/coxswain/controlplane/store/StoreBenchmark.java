package io.coxswain.controlplane.store;

import io.coxswain.controlplane.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Durable compare-and-swap writes through the store on an embedded PostgreSQL, in a closed loop of N clients with an
 * object of 2 kB each. Arguments: seconds for each row (5), then the numbers of clients (1 8 64).
 */
public final class StoreBenchmark {
    private static final long CLOCK_TICKS = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final String CONTENT = "x".repeat(1900);

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        int[] clients = arguments.length > 1
                ? Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray()
                : new int[] {1, 8, 64};
        try (var database = TestDatabase.create();
                var store = PostgresStore.open(
                        database.dataSource(),
                        StoreSettings.DEFAULT,
                        BodyCodec.PLAIN,
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())) {
            run(store, 64, WARM_UP);
            System.out.println(
                    "clients writes/s p50-ms p99-ms cpu-us/write(JVM) cpu-us/write(PostgreSQL) WAL-bytes/write");
            for (int number : clients) print(store, number, Duration.ofSeconds(seconds));
        }
    }

    private static void print(PostgresStore store, int clients, Duration duration) throws Exception {
        long server = TestDatabase.server().pid();
        long wal = wal();
        long jvmCpu = jvmCpuNanos();
        long serverCpu = cpuNanos(server);
        long start = System.nanoTime();
        long[] latencies = run(store, clients, duration);
        double elapsed = (System.nanoTime() - start) / 1e9;
        int writes = latencies.length;
        System.out.printf(
                "%7d %8.0f %6.2f %6.2f %12.0f %12.0f %12d%n",
                clients,
                writes / elapsed,
                latencies[writes / 2] / 1e6,
                latencies[(int) (writes * 0.99)] / 1e6,
                (jvmCpuNanos() - jvmCpu) / 1e3 / writes,
                (cpuNanos(server) - serverCpu) / 1e3 / writes,
                (wal() - wal) / writes);
    }

    private static long[] run(PostgresStore store, int clients, Duration duration) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<long[]>> tasks = IntStream.range(0, clients)
                    .<Callable<long[]>>mapToObj(client -> () -> client(store, clients + "-" + client, end))
                    .toList();
            var running = new ArrayList<Future<long[]>>();
            for (Callable<long[]> task : tasks) running.add(threads.submit(task));
            var all = new ArrayList<long[]>();
            for (Future<long[]> future : running) all.add(future.get());
            long[] latencies = all.stream().flatMapToLong(Arrays::stream).toArray();
            Arrays.sort(latencies);
            return latencies;
        }
    }

    private static long[] client(PostgresStore store, String name, long end) {
        var latencies = new ArrayList<Long>();
        StoreKey key = StoreTest.pod(name);
        StoredObject current = store.cached().get(key).orElse(null);
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            current = StoreTest.committed(
                    store,
                    current == null
                            ? StoreTest.create(key, CONTENT, Attributes.NONE)
                            : StoreTest.update(current, CONTENT, Attributes.NONE));
            latencies.add(System.nanoTime() - start);
        }
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    private static long wal() throws Exception {
        try (var connection = TestDatabase.server().connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long jvmCpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** CPU time of the server and its living backends. */
    private static long cpuNanos(long postmaster) throws IOException {
        long ticks = ticks(postmaster);
        for (ProcessHandle child :
                ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            ticks += ticks(child.pid());
        }
        return ticks * TimeUnit.SECONDS.toNanos(1) / CLOCK_TICKS;
    }

    private static long ticks(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
