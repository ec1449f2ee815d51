package io.coxswain.node.probe;

import io.coxswain.node.probe.ProbeAnswer.Failure;
import io.coxswain.node.probe.ProbeAnswer.Success;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Asks one question of one run of a container, period by period, on a virtual thread of its own. */
final class ProbeThread implements AutoCloseable {
    /** What happens to the verdict. */
    interface Listener {
        void failedOnce(ProbeKind kind, ProbeTarget target, String why);

        void verdict(ProbeKind kind, boolean well);
    }

    private final ProbeKind kind;
    private final ProbeTarget target;
    private final Probe probe;
    private final Prober prober;
    private final Listener listener;
    private final BooleanSupplier due;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean well;
    private volatile boolean failedForGood;

    /** {@code due} says whether to ask at all: the other questions wait until the container is started. */
    ProbeThread(
            ProbeKind kind,
            ProbeTarget target,
            Probe probe,
            Prober prober,
            boolean knownWell,
            BooleanSupplier due,
            Listener listener) {
        this.kind = kind;
        this.target = target;
        this.probe = probe;
        this.prober = prober;
        this.due = due;
        this.listener = listener;
        this.well = knownWell || kind.initiallyWell();
        this.thread = Thread.ofVirtual()
                .name("probe " + kind.word() + " " + target.container().getName())
                .unstarted(this::run);
        thread.start();
    }

    boolean isWell() {
        return well;
    }

    @Nullable Long graceSeconds() {
        return probe.getTerminationGracePeriodSeconds();
    }

    /** Whether so many failures came in a row that the container is to be restarted. */
    boolean hasFailedForGood() {
        return failedForGood;
    }

    private void run() {
        long period = TimeUnit.SECONDS.toMillis(number(probe.getPeriodSeconds(), 10));
        try {
            if (kind == ProbeKind.STARTUP && well) return;
            if (closed.await(number(probe.getInitialDelaySeconds(), 0), TimeUnit.SECONDS)) return;
            int successes = 0;
            int failures = 0;
            do {
                if (!due.getAsBoolean()) continue;
                String why = ask();
                if (closed.getCount() == 0) return;
                successes = why == null ? successes + 1 : 0;
                failures = why == null ? 0 : failures + 1;
                if (why != null) listener.failedOnce(kind, target, why);
                if (successes >= number(probe.getSuccessThreshold(), 1)) become(true);
                if (failures >= number(probe.getFailureThreshold(), 3)) become(false);
                if (kind == ProbeKind.STARTUP && well) return;
            } while (!closed.await(period, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void become(boolean verdict) {
        boolean news = verdict != well || (!verdict && !failedForGood);
        well = verdict;
        failedForGood = !verdict;
        if (news) listener.verdict(kind, verdict);
    }

    /** Null when all is well, else why it is not. */
    private @Nullable String ask() throws InterruptedException {
        Duration patience = Duration.ofSeconds(number(probe.getTimeoutSeconds(), 1));
        var answer = new FutureTask<>((Callable<ProbeAnswer>) () -> prober.ask(target, probe, patience));
        Thread asking = Thread.ofVirtual().name("probing").start(answer);
        try {
            return switch (answer.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case Success() -> null;
                case Failure(String why) -> why;
            };
        } catch (TimeoutException late) {
            asking.interrupt();
            return "command timed out: no answer within " + patience.toSeconds() + "s";
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            return cause instanceof IOException || cause instanceof RuntimeException
                    ? String.valueOf(cause.getMessage())
                    : String.valueOf(cause);
        }
    }

    private static long number(@Nullable Integer given, long otherwise) {
        return given == null || given == 0 ? otherwise : given;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
