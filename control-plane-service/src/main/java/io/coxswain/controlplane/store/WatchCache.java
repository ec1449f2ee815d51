package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This replica's copy of all objects, of their recent history, and the rings that watchers read. Takes changes strictly
 * in revision order and never over a gap.
 */
final class WatchCache {
    private final StoreSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Map<String, ResourceRings> rings = new HashMap<>();
    private volatile State state = State.empty(0, 0);
    private History history;
    private volatile long published;
    private volatile long horizon;

    WatchCache(StoreSettings settings) {
        this.settings = settings;
        this.history = history(state, 0, List.of());
    }

    /** What a replica reads at its start. {@code recent} are all changes behind {@code floor} up to the state. */
    record Loaded(State state, long floor, List<Entry> recent, long horizon) {}

    /** Takes over a freshly read state. Whoever watched before gets {@code Expired}. */
    void reset(Loaded loaded) {
        lock.lock();
        try {
            rings.values().forEach(ResourceRings::expire);
            rings.clear();
            state = loaded.state();
            history = history(state, loaded.floor(), loaded.recent());
            // Rings are made from all that was read, also where the history keeps less.
            for (Entry entry : loaded.recent())
                rings(entry.key().resource(), loaded.floor()).add(entry.change());
            horizon = loaded.horizon();
            published = state.revision();
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes committed changes in order. Those that are here already are skipped; false, with nothing taken, where the
     * first new one does not follow, or the epoch is another.
     */
    boolean apply(long epoch, List<Change> changes) {
        lock.lock();
        try {
            if (epoch != state.epoch()) return false;
            var added = new ArrayList<Entry>(changes.size());
            var touched = new HashMap<StoreKey, StoredObject>();
            long last = state.revision();
            for (Change change : changes) {
                if (change.revision() <= last) continue;
                if (change.revision() != last + 1) return false;
                StoreKey key = change.now().key();
                StoredObject previous = touched.containsKey(key) ? touched.get(key) : state.find(key);
                added.add(new Entry(change, change.type() == Change.Type.CREATED ? null : previous));
                touched.put(key, change.now());
                last = change.revision();
            }
            if (added.isEmpty()) return true;
            State next = state.after(added);
            // First the state, then the rings: whoever saw an event finds it in the state.
            state = next;
            for (Entry entry : added)
                rings(entry.key().resource(), history.floor()).add(entry.change());
            published = next.revision();
            long floor = history.floor();
            history.add(next, added);
            if (history.floor() > floor) trimRings(history.floor());
            advanced.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Below it everything is {@code Expired}. */
    void horizon(long revision) {
        lock.lock();
        try {
            if (revision <= horizon) return;
            horizon = revision;
            // The newest state stays whatever the horizon says, such as one that a new epoch set far ahead.
            long floor = Math.min(revision, state.revision());
            history.trim(floor);
            trimRings(floor);
        } finally {
            lock.unlock();
        }
    }

    State state() {
        return state;
    }

    long revision() {
        return state.revision();
    }

    long epoch() {
        return state.epoch();
    }

    long horizon() {
        return horizon;
    }

    /** Waits until the state has reached a revision; false when it has not in time. */
    boolean await(long revision, Duration patience) throws InterruptedException {
        if (state.revision() >= revision) return true;
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (state.revision() < revision) {
                if (left <= 0) return false;
                left = advanced.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    State at(long revision) {
        lock.lock();
        try {
            if (revision < horizon) throw Ring.overtaken(revision, horizon);
            return history.at(revision).orElseThrow(() -> Ring.overtaken(revision, history.floor()));
        } finally {
            lock.unlock();
        }
    }

    Cursor watch(String resource, String namespace, String name, long afterRevision) {
        lock.lock();
        try {
            if (afterRevision < horizon) throw Ring.overtaken(afterRevision, horizon);
            ResourceRings ofResource = rings(resource, history.floor());
            var scope = new ResourceRings.Scope(namespace, name);
            Ring ring = ofResource.enter(scope);
            try {
                return new RingCursor(ring, afterRevision, () -> published, () -> ofResource.leave(scope));
            } catch (ApiException expired) {
                ofResource.leave(scope);
                throw expired;
            }
        } finally {
            lock.unlock();
        }
    }

    long historyBytes() {
        lock.lock();
        try {
            return history.bytes();
        } finally {
            lock.unlock();
        }
    }

    private History history(State newest, long floor, List<Entry> recent) {
        return new History(newest, floor, recent, settings.historyChanges(), settings.historyBytes());
    }

    /** No change of a resource that has no ring yet came behind {@code floor}. */
    private ResourceRings rings(String resource, long floor) {
        return rings.computeIfAbsent(resource, absent -> new ResourceRings(floor, settings.ringChanges()));
    }

    private void trimRings(long floor) {
        rings.values().forEach(ring -> ring.trim(floor));
    }
}
