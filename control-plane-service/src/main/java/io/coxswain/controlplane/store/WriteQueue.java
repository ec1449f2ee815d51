package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Units that wait for the writer, in three lanes. Events are refused from half of the bound on; when the queue is full,
 * a waiting Event makes room for another unit, and where there is none that unit is refused.
 */
final class WriteQueue {
    /** How many units of a lane may be stepped over because a key of theirs is in the batch already. */
    private static final int LARGEST_SKIP = 256;

    private static final int RETRY_AFTER_SECONDS = 1;

    private final StoreSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Map<Lane, Deque<QueuedUnit>> lanes = new EnumMap<>(Lane.class);
    private int size;
    private boolean closed;

    WriteQueue(StoreSettings settings) {
        this.settings = settings;
        for (Lane lane : Lane.values()) lanes.put(lane, new ArrayDeque<>());
    }

    void add(QueuedUnit unit) {
        lock.lock();
        try {
            if (closed) throw ApiException.unavailable("the store is closed");
            Lane lane = unit.unit().lane();
            int bound = lane == Lane.EVENTS ? settings.queueUnits() / 2 : settings.queueUnits();
            if (size >= bound && (lane == Lane.EVENTS || !shedEvent())) throw full();
            lane(lane).add(unit);
            size++;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch; empty when none came in time. No unit in it touches a key that one before it writes. */
    List<QueuedUnit> take(long patienceNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (size == 0) {
                if (left <= 0 || closed) return List.of();
                left = filled.awaitNanos(left);
            }
            var batch = new ArrayList<QueuedUnit>();
            Set<StoreKey> written = new HashSet<>();
            int bytes = 0;
            for (Lane lane : Lane.values()) {
                int skipped = 0;
                var units = lane(lane).iterator();
                while (units.hasNext() && batch.size() < settings.batchUnits() && skipped < LARGEST_SKIP) {
                    QueuedUnit unit = units.next();
                    if (unit.isGivenUp()) {
                        units.remove();
                        size--;
                        continue;
                    }
                    if (!batch.isEmpty() && bytes + unit.bytes() > settings.batchBytes()) return batch;
                    if (touches(unit.unit(), written)) {
                        skipped++;
                        continue;
                    }
                    units.remove();
                    size--;
                    if (!unit.take()) continue;
                    batch.add(unit);
                    bytes += unit.bytes();
                    unit.unit().writes().forEach(write -> written.add(write.key()));
                }
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    int length(Lane lane) {
        lock.lock();
        try {
            return lane(lane).size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses all that waits and all that will come. */
    void close() {
        lock.lock();
        try {
            closed = true;
            for (Deque<QueuedUnit> lane : lanes.values()) {
                lane.forEach(
                        unit -> unit.done().completeExceptionally(ApiException.unavailable("the store is closed")));
                lane.clear();
            }
            size = 0;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static long nanos(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private boolean shedEvent() {
        QueuedUnit event = lane(Lane.EVENTS).pollLast();
        if (event == null) return false;
        size--;
        event.done().completeExceptionally(full());
        return true;
    }

    private Deque<QueuedUnit> lane(Lane lane) {
        Deque<QueuedUnit> units = lanes.get(lane);
        if (units == null) throw new IllegalStateException("no lane " + lane);
        return units;
    }

    private static boolean touches(WriteUnit unit, Set<StoreKey> written) {
        return unit.writes().stream().anyMatch(write -> written.contains(write.key()))
                || unit.preconditions().stream().anyMatch(precondition -> written.contains(precondition.key()));
    }

    private static ApiException full() {
        return ApiException.tooManyRequests("too many writes are waiting, please try again later", RETRY_AFTER_SECONDS);
    }
}
