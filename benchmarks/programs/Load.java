import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Runs one operation many times against a target, and tells how long each took and what CPU the server used. */
record Load(Target target) {
    interface Operation {
        void run(int number) throws Exception;
    }

    /** As fast as so many clients can, each waiting for its answer; gives operations per second. */
    double closed(String name, int count, int clients, Operation operation) throws Exception {
        return run(name, count, clients, 0, operation);
    }

    /** At a rate, whether answers have come or not; times count from when each operation was due. */
    void open(String name, int count, double perSecond, Operation operation) throws Exception {
        run(name, count, count, perSecond, operation);
    }

    private double run(String name, int count, int clients, double perSecond, Operation operation) throws Exception {
        var next = new AtomicInteger();
        var nanos = new long[count];
        var failures = new AtomicInteger();
        double cpuBefore = target.processes().cpuSeconds();
        long start = System.nanoTime();
        var workers = new ArrayList<Thread>();
        for (int worker = 0; worker < clients; worker++) {
            if (perSecond > 0) LockSupport.parkNanos(start + (long) (worker / perSecond * 1e9) - System.nanoTime());
            workers.add(Thread.ofVirtual().start(() -> {
                for (int number; (number = next.getAndIncrement()) < count; ) {
                    long due = perSecond > 0 ? start + (long) (number / perSecond * 1e9) : System.nanoTime();
                    try {
                        operation.run(number);
                    } catch (Exception failure) {
                        if (failures.getAndIncrement() == 0) System.err.println(failure);
                    }
                    nanos[number] = System.nanoTime() - due;
                    if (perSecond > 0) return;
                }
            }));
        }
        for (Thread worker : workers) worker.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        tell(name, count, count / seconds, Latencies.ofNanos(nanos), target.processes().cpuSeconds() - cpuBefore);
        if (failures.get() > 0) System.out.printf("  %d of them FAILED%n", failures.get());
        return count / seconds;
    }

    void tell(String name, int count, double perSecond, Latencies latencies, double cpuSeconds) {
        String cpu = target.processes().roots().isEmpty()
                ? "server CPU unknown"
                : String.format(Locale.ROOT, "server CPU %.0f µs each", cpuSeconds * 1e6 / count);
        System.out.printf(
                Locale.ROOT,
                "%-10s %-34s %6d: %8.1f/s, %s, %s%n",
                target.name(),
                name,
                count,
                perSecond,
                latencies,
                cpu);
    }
}
