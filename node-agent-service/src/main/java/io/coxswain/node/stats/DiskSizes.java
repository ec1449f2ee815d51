package io.coxswain.node.stats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sizes of directories, which take long to measure: they are measured in the background, one at a time, when somebody
 * asks and the last measurement is a minute old.
 */
final class DiskSizes {
    private static final Logger log = LoggerFactory.getLogger(DiskSizes.class);
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** @param at when it was measured; null while that is under way for the first time */
    private record Size(@Nullable Instant at, long bytes, boolean underWay) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private final Map<String, Size> sizes = new HashMap<>();

    DiskSizes(InstantSource clock) {
        this.clock = clock;
    }

    /** As measured last; negative before the first time. */
    long of(String key, LongSupplier measurement) {
        lock.lock();
        try {
            Size size = sizes.getOrDefault(key, new Size(null, -1, false));
            boolean fresh = size.at() != null
                    && Duration.between(size.at(), clock.instant()).compareTo(FRESH) < 0;
            if (fresh || size.underWay()) return size.bytes();
            sizes.put(key, new Size(size.at(), size.bytes(), true));
            Thread.ofVirtual().name("disk size " + key).start(() -> measure(key, measurement));
            return size.bytes();
        } finally {
            lock.unlock();
        }
    }

    private void measure(String key, LongSupplier measurement) {
        long bytes = -1;
        oneAtATime.lock();
        try {
            bytes = measurement.getAsLong();
        } catch (RuntimeException failure) {
            log.debug("The size of {} cannot be measured", key, failure);
        } finally {
            oneAtATime.unlock();
        }
        lock.lock();
        try {
            if (sizes.containsKey(key)) sizes.put(key, new Size(clock.instant(), bytes, false));
        } finally {
            lock.unlock();
        }
    }

    void retain(Set<String> keys) {
        lock.lock();
        try {
            sizes.keySet().retainAll(keys);
        } finally {
            lock.unlock();
        }
    }
}
