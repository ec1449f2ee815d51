package io.coxswain.controlplane.leader;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Open for as long as a leader may act: until its deadline, unless it renews. Once shut it stays shut. */
public final class Fence {
    private final LongSupplier nanos;
    private final Duration deadline;
    private volatile long renewedAt;
    private volatile boolean shut;

    Fence(LongSupplier nanos, Duration deadline, long renewedAt) {
        this.nanos = nanos;
        this.deadline = deadline;
        this.renewedAt = renewedAt;
    }

    public boolean isOpen() {
        return !shut && left(nanos.getAsLong()).isPositive();
    }

    Duration left(long now) {
        return deadline.minusNanos(now - renewedAt);
    }

    void renewed(long at) {
        renewedAt = at;
    }

    void shut() {
        shut = true;
    }
}
