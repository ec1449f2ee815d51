package io.coxswain.controlplane.http;

import java.time.Clock;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much each HTTP/2 connection may ask without getting anything: 1,500 reset streams at once and 500 a second
 * thereafter, so that a client may end its watches and may ping for days, while one that opens streams only to reset
 * them is told ENHANCE_YOUR_CALM. Tomcat counts, and knows no time: it forgives a connection that has been answered
 * much whatever follows, and one that lived quietly nothing.
 */
final class OverheadBudget {
    /** What Tomcat takes for a stream that either side resets; a request's head gives 20 of it back. */
    static final int RESET = 60;

    /** And for a ping or a settings frame. */
    static final int OTHER = 1;

    private static final long MOST = 1_500L * RESET;
    private static final long EACH_SECOND = 500L * RESET;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Long> lastGiven = new WeakHashMap<>();

    OverheadBudget(Clock clock) {
        this.clock = clock;
    }

    /** Gives a connection what its time has earned, and no more than it may have. */
    void give(Http2Stream stream) {
        AtomicLong overhead = stream.overhead();
        long now = overhead.get();
        if (now < -MOST) {
            overhead.addAndGet(-MOST - now);
        } else if (now > -MOST / 2 && now <= 0) {
            // Above zero the connection is about to end.
            overhead.addAndGet(-Math.min(earned(stream.connection()), MOST + now));
        }
    }

    private long earned(Object connection) {
        long now = clock.millis();
        lock.lock();
        try {
            Long last = lastGiven.put(connection, now);
            return last == null ? MOST : Math.max(0, now - last) * EACH_SECOND / 1000;
        } finally {
            lock.unlock();
        }
    }
}
