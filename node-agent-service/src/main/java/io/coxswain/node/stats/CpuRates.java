package io.coxswain.node.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns the counters of groups into rates. Of each group it keeps two points, so that every rate has a base of some
 * age.
 */
final class CpuRates {
    private static final Duration LEAST_BASE = Duration.ofSeconds(5);

    private record Point(Instant at, long nanos) {}

    private record Points(Point newer, @Nullable Point older) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Points> byGroup = new HashMap<>();

    /** Takes a point of a slow sample. */
    void keep(String group, Instant at, long nanos) {
        lock.lock();
        try {
            Points kept = byGroup.get(group);
            byGroup.put(group, new Points(new Point(at, nanos), kept == null ? null : kept.newer()));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all other groups. */
    void retain(Set<String> groups) {
        lock.lock();
        try {
            byGroup.keySet().retainAll(groups);
        } finally {
            lock.unlock();
        }
    }

    /** From the newest point that is old enough to be a base, or from {@code since}, when the counter was 0. */
    long nanoCores(String group, Instant since, Instant now, long nanos) {
        Point base = base(group, now);
        // A restarted counter is lower than its point.
        if (base == null || base.nanos() > nanos) base = new Point(since, 0);
        double seconds = Duration.between(base.at(), now).toNanos() / 1e9;
        return seconds <= 0 ? 0 : Math.round((nanos - base.nanos()) / seconds);
    }

    private @Nullable Point base(String group, Instant now) {
        lock.lock();
        try {
            Points kept = byGroup.get(group);
            if (kept == null) return null;
            boolean young = Duration.between(kept.newer().at(), now).compareTo(LEAST_BASE) < 0;
            return young && kept.older() != null ? kept.older() : kept.newer();
        } finally {
            lock.unlock();
        }
    }
}
