package io.coxswain.controlplane.fairness;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.status.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives every request a seat of its priority level, by the FlowSchemas and PriorityLevelConfigurations of the cluster;
 * where it gets none in time it is refused with 429. Requests that run long, such as watches, take none.
 */
public final class FlowControl {
    /** A quarter of the time after which clients usually give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int RETRY_SECONDS = 1;
    private static final long REREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Store store;
    private final int seats;
    private final FlowMetrics metrics;
    private final Map<String, FairQueues> queues = new ConcurrentHashMap<>();
    private final ReentrantLock configuring = new ReentrantLock();
    private final AtomicLong readAt = new AtomicLong();
    private volatile FlowConfiguration configuration;

    /** Shares {@code seats} among the priority levels. */
    public FlowControl(Store store, int seats, MeterRegistry meters) {
        this.store = store;
        this.seats = seats;
        this.metrics = new FlowMetrics(meters);
        this.configuration = FlowConfiguration.of(store.cached());
        apply(configuration);
        readAt.set(System.nanoTime());
    }

    /** A seat; close it when the request has ended. */
    public interface Seat extends AutoCloseable {
        /** The object that chose the priority level; empty where there is none. */
        String schemaUid();

        String levelUid();

        @Override
        void close();
    }

    /** Waits for a seat; throws {@code TooManyRequests} where there is none. */
    public Seat enter(FlowRequest request) {
        FlowConfiguration.Match match = current().match(request);
        FairQueues level = queues.get(match.level().name());
        if (match.level().exempt() || level == null) {
            metrics.dispatched(match);
            return new Taken(match, System.nanoTime(), nanos -> {});
        }
        long start = System.nanoTime();
        switch (level.enter(flow(match.schema(), request), PATIENCE)) {
            case FairQueues.Answer.Seat seat -> {
                long seated = System.nanoTime();
                metrics.waited(match, seated - start, true);
                metrics.dispatched(match);
                return new Taken(match, seated, nanos -> level.leave(seat, nanos));
            }
            case FairQueues.Answer.Refused refused -> {
                metrics.waited(match, System.nanoTime() - start, false);
                metrics.rejected(match, refused.why());
                throw ApiException.tooManyRequests("Too many requests, please try again later.", RETRY_SECONDS);
            }
        }
    }

    private interface Leaving {
        void leave(long nanos);
    }

    private final class Taken implements Seat {
        private final FlowConfiguration.Match match;
        private final long seated;
        private final Leaving leaving;

        private Taken(FlowConfiguration.Match match, long seated, Leaving leaving) {
            this.match = match;
            this.seated = seated;
            this.leaving = leaving;
        }

        @Override
        public String schemaUid() {
            return match.schema().uid();
        }

        @Override
        public String levelUid() {
            return match.level().uid();
        }

        @Override
        public void close() {
            long nanos = System.nanoTime() - seated;
            leaving.leave(nanos);
            metrics.executed(match, nanos);
        }
    }

    /** Looks now and then whether the objects have changed. */
    private FlowConfiguration current() {
        long last = readAt.get();
        long now = System.nanoTime();
        if (now - last < REREAD_NANOS || !readAt.compareAndSet(last, now)) return configuration;
        Snapshot snapshot = store.cached();
        if (FlowConfiguration.revisions(snapshot) == configuration.revisions()) return configuration;
        FlowConfiguration changed = FlowConfiguration.of(snapshot);
        apply(changed);
        configuration = changed;
        return changed;
    }

    private void apply(FlowConfiguration changed) {
        configuring.lock();
        try {
            long shares = changed.levels().values().stream()
                    .filter(level -> !level.exempt())
                    .mapToLong(PriorityLevel::shares)
                    .sum();
            for (PriorityLevel level : changed.levels().values()) {
                if (level.exempt()) continue;
                int limit = Math.toIntExact(Math.ceilDiv((long) seats * level.shares(), Math.max(1, shares)));
                FairQueues known = queues.get(level.name());
                if (known != null) {
                    known.configure(level, limit);
                    continue;
                }
                FairQueues added = new FairQueues(level, limit);
                queues.put(level.name(), added);
                metrics.level(level.name(), added);
            }
        } finally {
            configuring.unlock();
        }
    }

    private static long flow(FlowSchema schema, FlowRequest request) {
        long hash = (long) schema.name().hashCode() << Integer.SIZE
                ^ Integer.toUnsignedLong(schema.flow(request).hashCode());
        // Neighbouring numbers far apart: the finaliser of SplitMix64.
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
