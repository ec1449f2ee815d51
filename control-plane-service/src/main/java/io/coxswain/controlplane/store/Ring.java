package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of one scope, shared by all its watchers. Every change behind the floor is here; when the ring is
 * full the oldest makes room. Watchers hold a place, so a slow one costs nothing.
 */
final class Ring {
    private static final int FIRST_SLOTS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final int largest;
    private @Nullable Change[] slots = new Change[FIRST_SLOTS];
    private long head;
    private long tail;
    private long floor;
    private boolean expired;

    /** @param floor all changes behind this revision will be added */
    Ring(long floor, int largest) {
        this.floor = floor;
        this.largest = largest;
    }

    void add(Change change) {
        lock.lock();
        try {
            if (tail - head == largest) dropOldest();
            if (tail - head == slots.length) grow();
            slots[slot(tail)] = change;
            tail++;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the changes up to this revision. */
    void trim(long revision) {
        lock.lock();
        try {
            while (head < tail && at(head).revision() <= revision) dropOldest();
            floor = Math.max(floor, revision);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watchers: the epoch has changed. */
    void expire() {
        lock.lock();
        try {
            expired = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long floor() {
        lock.lock();
        try {
            return floor;
        } finally {
            lock.unlock();
        }
    }

    /** All changes at hand. */
    List<Change> changes() {
        lock.lock();
        try {
            return upTo(head, Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /** The place of the first change behind a revision; {@code Expired} where changes behind it are gone. */
    long placeBehind(long revision) {
        lock.lock();
        try {
            if (expired || revision < floor) throw overtaken(revision, floor);
            long low = head;
            long high = tail;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (at(middle).revision() <= revision) low = middle + 1;
                else high = middle;
            }
            return low;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The changes from a place on, waiting for the first; empty when none came in time or {@code closed} says so.
     * {@code Expired} where the place is gone.
     */
    List<Change> from(long place, int limit, long patienceNanos, java.util.function.BooleanSupplier closed)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (true) {
                if (expired || place < head)
                    throw ApiException.expired("too old resource version: the watch fell behind " + floor);
                if (place < tail) return upTo(place, limit);
                if (left <= 0 || closed.getAsBoolean()) return List.of();
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    static ApiException overtaken(long revision, long oldest) {
        return ApiException.expired("too old resource version: " + revision + " (" + oldest + ")");
    }

    static long nanos(java.time.Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    private List<Change> upTo(long place, int limit) {
        int number = (int) Math.min(limit, tail - place);
        var changes = new ArrayList<Change>(number);
        for (long at = place; at < place + number; at++) changes.add(at(at));
        return changes;
    }

    private Change at(long place) {
        Change change = slots[slot(place)];
        if (change == null) throw new IllegalStateException("no change at place " + place);
        return change;
    }

    private void dropOldest() {
        floor = Math.max(floor, at(head).revision());
        slots[slot(head)] = null;
        head++;
    }

    private void grow() {
        @Nullable Change[] larger = new Change[Math.min(largest, slots.length * 2)];
        for (long place = head; place < tail; place++) larger[(int) (place % larger.length)] = at(place);
        slots = larger;
    }

    private int slot(long place) {
        return (int) (place % slots.length);
    }
}
