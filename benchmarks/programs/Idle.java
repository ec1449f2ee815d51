import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Memory and CPU of processes and their descendants over a time in which nobody asks anything of them. */
final class Idle {
    public static void main(String[] args) throws Exception {
        var arguments = new Arguments(args, List.of("pids", "seconds"));
        var tree = new ProcessTree(arguments.processes("pids"));
        int seconds = arguments.number("seconds", 60);
        double before = tree.cpuSeconds();
        var never = new CountDownLatch(1);
        if (never.await(seconds, TimeUnit.SECONDS)) throw new IllegalStateException();
        double used = tree.cpuSeconds() - before;
        System.out.printf(
                Locale.ROOT,
                "resident (proportional) %d MiB, CPU %.1f %% of a core over %d s%n",
                tree.residentMebibytes(),
                100 * used / seconds,
                seconds);
    }
}
