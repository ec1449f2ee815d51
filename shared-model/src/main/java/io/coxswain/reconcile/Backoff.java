package io.coxswain.reconcile;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait after a number of failures in a row: doubles from {@code first} up to {@code cap}. */
public record Backoff(Duration first, Duration cap) {
    public Backoff {
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off from " + first + " to " + cap);
        }
    }

    /** For passes that failed: 5 ms to 1,000 s, as Kubernetes' controllers wait. */
    public static Backoff ofPasses() {
        return new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1000));
    }

    /** For a server that cannot be reached: 200 ms to 5 s. */
    public static Backoff ofConnections() {
        return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    /** The delay after this many failures in a row, counted from 1. */
    public Duration delay(int failures) {
        int doublings = Math.clamp(failures - 1L, 0, 30);
        if (cap.dividedBy(first) >> doublings == 0) return cap;
        return first.multipliedBy(1L << doublings);
    }

    /** {@link #delay} less a random part of up to a half, so that many clients do not come back at once. */
    public Duration jittered(int failures) {
        long nanos = delay(failures).toNanos();
        return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }
}
