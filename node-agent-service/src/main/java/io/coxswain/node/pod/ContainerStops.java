package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends containers in steps: their last hook, their stop signal once it is their turn, and after the grace period the
 * kill. Never waits: it is asked again until the container is gone. A grace period that becomes shorter meanwhile
 * counts from when the stop began.
 */
final class ContainerStops {
    /** Between signal and kill, where hook or turn have used up the grace period. */
    private static final Duration LEAST_WINDOW = Duration.ofSeconds(2);

    private final ContainerRuntime runtime;
    private final InstantSource clock;
    private final Runnable wake;
    private final Map<String, Stop> begun = new HashMap<>();

    /** {@code wake} runs when it is worth asking again. */
    ContainerStops(ContainerRuntime runtime, InstantSource clock, Runnable wake) {
        this.runtime = runtime;
        this.clock = clock;
        this.wake = wake;
    }

    /**
     * How a container is to end.
     *
     * @param grace zero to kill at once
     * @param turn whether the signal may be sent; while others have to end first, it waits for them
     * @param onBegin runs at the first request
     * @param hook runs before the signal, at most for the grace period; null for none
     */
    record Order(
            Duration grace,
            boolean turn,
            Runnable onBegin,
            @Nullable Runnable hook) {
        static Order plain(Duration grace) {
            return new Order(grace, true, () -> {}, null);
        }
    }

    private static final class Stop {
        private final Instant since;
        private @Nullable Thread hook;
        private volatile boolean hookIsOver = true;
        private @Nullable Instant signalled;

        Stop(Instant since) {
            this.since = since;
        }
    }

    /** Returns after how long to ask again, should the container not have ended before. */
    Duration stop(ContainerSnapshot container, Order order) {
        Instant now = clock.instant();
        Stop stop = begun.get(container.id());
        if (stop == null) {
            stop = new Stop(now);
            begun.put(container.id(), stop);
            begin(stop, order);
        }
        Instant end = stop.since.plus(order.grace());
        Instant signalled = stop.signalled;
        if (signalled == null && !order.grace().isZero()) {
            boolean free = stop.hookIsOver && order.turn();
            if (!free && now.isBefore(end)) return Duration.between(now, end);
            runtime.signal(container.id(), container.stopSignal());
            signalled = now;
            stop.signalled = now;
        }
        Instant least = signalled == null || signalled.equals(stop.since) ? end : signalled.plus(LEAST_WINDOW);
        Duration left = Duration.between(now, least.isAfter(end) ? least : end);
        if (left.isPositive()) return left;
        endHook(stop);
        runtime.signal(container.id(), "SIGKILL");
        return LEAST_WINDOW;
    }

    private void begin(Stop stop, Order order) {
        order.onBegin().run();
        Runnable hook = order.hook();
        if (hook == null || order.grace().isZero()) return;
        stop.hookIsOver = false;
        stop.hook = Thread.ofVirtual().name("preStop").start(() -> {
            try {
                hook.run();
            } finally {
                stop.hookIsOver = true;
                wake.run();
            }
        });
    }

    private static void endHook(Stop stop) {
        Thread hook = stop.hook;
        if (hook != null) hook.interrupt();
    }

    void forget(PodContainers there) {
        begun.keySet().retainAll(there.all().stream().map(ContainerSnapshot::id).toList());
    }
}
