package io.coxswain.reconcile;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys that want a pass, each at most once, ordered by when they are due. A key that is being worked on is parked and
 * never handed to a second worker. When {@code capacity} keys wait, {@link #add} blocks until a worker has taken some;
 * workers themselves are never blocked.
 */
public final class WorkQueue<K> {
    /** When a key is due, and since when it waits to be taken from then on. */
    private record Due<K>(K key, long atNanos, long order) {}

    private static final Comparator<Due<?>> SOONEST = (one, other) -> {
        int byTime = Long.compare(one.atNanos - other.atNanos, 0);
        return byTime != 0 ? byTime : Long.compare(one.order, other.order);
    };

    private final Backoff backoff;
    private final int capacity;
    private final WorkQueueMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final TreeSet<Due<K>> due = new TreeSet<>(SOONEST);
    private final Map<K, Due<K>> waiting = new HashMap<>();
    private final Map<K, Due<K>> parked = new HashMap<>();
    private final Map<K, Long> running = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private long order;

    public WorkQueue(Backoff backoff, int capacity, WorkQueueMetrics metrics) {
        if (capacity < 1) throw new IllegalArgumentException("capacity " + capacity);
        this.backoff = backoff;
        this.capacity = capacity;
        this.metrics = metrics;
        metrics.watch(this::depth, this::longestRunning, this::unfinished);
    }

    /** The key wants a pass now. Blocks at the limit. */
    public void add(K key) {
        lock.lock();
        try {
            while (waiting.size() >= capacity && !waiting.containsKey(key) && !running.containsKey(key)) {
                room.awaitUninterruptibly();
            }
            schedule(key, Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /** The key wants a pass after a delay, unless one is due sooner anyway. */
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            schedule(key, delay);
        } finally {
            lock.unlock();
        }
    }

    /** The pass over the key failed: another one after its back-off. */
    public void retry(K key) {
        lock.lock();
        try {
            metrics.retried();
            schedule(key, backoff.delay(failures.merge(key, 1, Integer::sum)));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key that is due. Whoever takes it says {@link #done}. */
    public K take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (due.isEmpty()) {
                    ready.await();
                    continue;
                }
                Due<K> next = due.first();
                long now = System.nanoTime();
                long wait = next.atNanos - now;
                if (wait > 0) {
                    long unused = ready.awaitNanos(wait);
                    continue;
                }
                due.remove(next);
                waiting.remove(next.key);
                running.put(next.key, now);
                metrics.taken(Duration.ofNanos(-wait));
                room.signal();
                return next.key;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The pass over the key ended; {@code succeeded} clears its back-off. */
    public void done(K key, boolean succeeded) {
        lock.lock();
        try {
            Long started = running.remove(key);
            if (started == null) throw new IllegalStateException(key + " is not being worked on");
            metrics.worked(Duration.ofNanos(System.nanoTime() - started));
            if (succeeded) failures.remove(key);
            Due<K> again = parked.remove(key);
            if (again != null) enqueue(again);
        } finally {
            lock.unlock();
        }
    }

    /** Keys that are due now and wait for a worker, and keys whose time is still to come. */
    public int depth() {
        lock.lock();
        try {
            return waiting.size() + parked.size();
        } finally {
            lock.unlock();
        }
    }

    private Duration longestRunning() {
        lock.lock();
        try {
            long now = System.nanoTime();
            long longest = running.values().stream()
                    .mapToLong(start -> now - start)
                    .max()
                    .orElse(0);
            return Duration.ofNanos(longest);
        } finally {
            lock.unlock();
        }
    }

    /** Of all that run, how long in sum. */
    private Duration unfinished() {
        lock.lock();
        try {
            long now = System.nanoTime();
            return Duration.ofNanos(
                    running.values().stream().mapToLong(start -> now - start).sum());
        } finally {
            lock.unlock();
        }
    }

    private void schedule(K key, Duration delay) {
        var wanted = new Due<>(key, System.nanoTime() + delay.toNanos(), order++);
        @Nullable Due<K> known = running.containsKey(key) ? parked.get(key) : waiting.get(key);
        if (known != null && known.atNanos - wanted.atNanos <= 0) return;
        metrics.added();
        if (running.containsKey(key)) {
            parked.put(key, wanted);
        } else {
            if (known != null) due.remove(known);
            enqueue(wanted);
        }
    }

    private void enqueue(Due<K> wanted) {
        due.add(wanted);
        waiting.put(wanted.key, wanted);
        // one taker may have to sleep shorter now, or another one has something to do
        ready.signal();
    }
}
