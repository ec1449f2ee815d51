package io.coxswain.gateway.watch;

import io.coxswain.model.ObjectKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What has changed since it was last asked: bursts become one answer. */
final class Changes {
    /** {@code services} are those whose endpoints may differ; empty does not matter where {@code routes} is true. */
    record Batch(boolean routes, Set<ObjectKey> services) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Duration burst;
    private boolean routes;
    private Set<ObjectKey> services = new HashSet<>();

    Changes(Duration burst) {
        this.burst = burst;
    }

    void routes() {
        lock.lock();
        try {
            routes = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void service(ObjectKey service) {
        lock.lock();
        try {
            services.add(service);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, then for the rest of its burst; an empty batch when none came within {@code patience}. */
    Batch take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (!routes && services.isEmpty() && left > 0) left = changed.awaitNanos(left);
            if (routes || !services.isEmpty()) awaitBurst();
            var batch = new Batch(routes, Set.copyOf(services));
            routes = false;
            services = new HashSet<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitBurst() throws InterruptedException {
        long end = System.nanoTime() + burst.toNanos();
        for (long left = burst.toNanos(); left > 0; left = end - System.nanoTime()) {
            long unused = changed.awaitNanos(left);
        }
    }
}
