package io.coxswain.node.eviction;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the node's stocks every ten seconds. Where disk is short images go first, then one Pod at a time. */
public final class EvictionLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EvictionLoop.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** Ends Pods for want of something. */
    @FunctionalInterface
    public interface Evictor {
        /** Begins to end the Pod that has to go first, unless one still ends; false where none is left. */
        boolean evictOne(Threshold threshold, Stock stock);
    }

    private final Pressure pressure;
    private final Stocks stocks;
    private final Runnable freeImages;
    private final Evictor evictor;
    private final Runnable onChange;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Set<String> conditions = Set.of();

    /**
     * Idle until {@link #start}.
     *
     * @param freeImages removes the images that nobody uses
     * @param onChange runs when other conditions hold than before
     */
    public EvictionLoop(
            EvictionSettings settings,
            Stocks stocks,
            Runnable freeImages,
            Evictor evictor,
            Runnable onChange,
            InstantSource clock) {
        this.pressure = new Pressure(settings.thresholds(), settings.pressureTransitionPeriod());
        this.stocks = stocks;
        this.freeImages = freeImages;
        this.evictor = evictor;
        this.onChange = onChange;
        this.clock = clock;
    }

    /** The conditions of the Node that hold now. */
    public Set<String> conditions() {
        return conditions;
    }

    public void start() {
        Thread.ofVirtual().name("eviction").start(this::run);
    }

    private void run() {
        try {
            do {
                try {
                    look();
                } catch (IOException | RuntimeException failure) {
                    log.warn("The node's stocks cannot be looked at: {}", failure.getMessage());
                }
            } while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException {
        Instant now = clock.instant();
        Optional<Pressure.Call> call = pressure.measure(stocks, now);
        Set<String> hold = pressure.conditions(now);
        if (!hold.equals(conditions)) {
            conditions = hold;
            onChange.run();
        }
        if (call.isEmpty()) return;
        Threshold threshold = call.get().threshold();
        if (threshold.signal().isDisk()) {
            freeImages.run();
            if (threshold.isCleared(stocks.of(threshold.signal()))) return;
        }
        if (!evictor.evictOne(threshold, call.get().stock())) {
            log.warn(
                    "The node is short of {} and has no Pod to evict",
                    threshold.signal().key());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
