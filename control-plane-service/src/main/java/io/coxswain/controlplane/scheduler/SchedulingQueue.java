package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.reconcile.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait for a node, each in one of these places: active ones are next, in the order of the profile; those in
 * back-off were tried lately; unschedulable ones wait for a happening that may help them, or five minutes; gated ones
 * wait until they themselves change. Holds as many Pods as there are without a node.
 */
final class SchedulingQueue {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /** An attempt that more happenings fall into than this is taken to have missed one that helps. */
    private static final int HAPPENINGS = 1024;

    /** Where a Pod waits. */
    enum Place {
        ACTIVE,
        BACK_OFF,
        UNSCHEDULABLE,
        GATED,
        IN_FLIGHT
    }

    /** A Pod whose turn it is. */
    record Taken(PodInfo pod, int attempts, long waitingSinceNanos) {}

    private static final class Entry {
        PodInfo pod;
        final long sinceNanos;
        long order;
        Place place = Place.ACTIVE;
        int attempts;
        /** When it may be tried again at the earliest, after an attempt that failed. */
        long backOffEndsNanos;
        /** When it leaves the place that it waits in. */
        long dueNanos;
        /** The back-off may be cut short when nothing else is to do. */
        boolean hasty;

        Set<String> keptOutBy = Set.of();
        long takenAt;

        Entry(PodInfo pod, long order, long now) {
            this.pod = pod;
            this.order = order;
            this.sinceNanos = now;
            this.backOffEndsNanos = now;
        }
    }

    private static final Comparator<Entry> DUE = (one, other) -> {
        int byTime = Long.compare(one.dueNanos - other.dueNanos, 0);
        return byTime != 0 ? byTime : Long.compare(one.order, other.order);
    };

    private final QueueRules rules;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> active;
    private final TreeSet<Entry> backOff = new TreeSet<>(DUE);
    private final TreeSet<Entry> unschedulable = new TreeSet<>(DUE);
    private final ClusterEvent[] happenings = new ClusterEvent[HAPPENINGS];
    private long order;
    private long happened;

    /** @param nanos a clock that only runs forward */
    SchedulingQueue(QueueRules rules, LongSupplier nanos) {
        this.rules = rules;
        this.nanos = nanos;
        this.active = new TreeSet<>(Comparator.comparing((Entry entry) -> entry.pod, rules.order())
                .thenComparingLong(entry -> entry.order));
    }

    /** A Pod without a node is there, or has changed. */
    void put(PodInfo pod, boolean wishesChanged) {
        lock.lock();
        try {
            Entry entry = entries.get(pod.uid());
            boolean fresh = entry == null;
            if (entry == null) {
                entry = new Entry(pod, order++, nanos.getAsLong());
                entries.put(pod.uid(), entry);
            } else {
                takeOut(entry);
                entry.pod = pod;
            }
            if (entry.place == Place.IN_FLIGHT) return;
            if (!rules.admits(pod)) {
                entry.place = Place.GATED;
            } else if (fresh || entry.place == Place.GATED) {
                activate(entry);
            } else if (wishesChanged && entry.place == Place.UNSCHEDULABLE) {
                backOffOrActive(entry);
            } else {
                putBack(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(String uid) {
        lock.lock();
        try {
            Entry known = entries.remove(uid);
            if (known != null) takeOut(known);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next Pod. It stays known until {@link #remove} or {@link #failed}. */
    Taken take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long wait = moveDue();
                Entry next = active.pollFirst();
                if (next == null) next = hasty();
                if (next != null) {
                    next.place = Place.IN_FLIGHT;
                    next.attempts++;
                    next.takenAt = happened;
                    return new Taken(next.pod, next.attempts, next.sinceNanos);
                }
                if (wait == Long.MAX_VALUE) changed.await();
                else {
                    long unused = changed.awaitNanos(wait);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** With nothing else to do, a Pod that a happening may help need not sit its back-off out. */
    private @Nullable Entry hasty() {
        for (Entry entry : backOff) {
            if (!entry.hasty) continue;
            backOff.remove(entry);
            return entry;
        }
        return null;
    }

    /** No node was found; {@code keptOutBy} is empty when any happening may help. */
    void failed(String uid, Set<String> keptOutBy) {
        lock.lock();
        try {
            Entry entry = entries.get(uid);
            if (entry == null || entry.place != Place.IN_FLIGHT) return;
            entry.keptOutBy = Set.copyOf(keptOutBy);
            failedNow(entry);
            if (helpedMeanwhile(entry)) {
                backOffOrActive(entry);
                return;
            }
            entry.place = rules.admits(entry.pod) ? Place.UNSCHEDULABLE : Place.GATED;
            if (entry.place == Place.GATED) return;
            entry.dueNanos = nanos.getAsLong() + LONGEST_WAIT.toNanos();
            unschedulable.add(entry);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The attempt broke off for a reason that has nothing to do with nodes: again after the back-off. */
    void brokenOff(String uid) {
        lock.lock();
        try {
            Entry entry = entries.get(uid);
            if (entry == null || entry.place != Place.IN_FLIGHT) return;
            failedNow(entry);
            backOffOrActive(entry);
            entry.hasty = false;
        } finally {
            lock.unlock();
        }
    }

    private void failedNow(Entry entry) {
        entry.order = order++;
        entry.backOffEndsNanos =
                nanos.getAsLong() + BACKOFF.delay(entry.attempts).toNanos();
    }

    private boolean helpedMeanwhile(Entry entry) {
        if (happened - entry.takenAt > HAPPENINGS) return true;
        for (long at = entry.takenAt; at < happened; at++) {
            if (rules.mayHelp(entry.pod, entry.keptOutBy, happenings[(int) (at % HAPPENINGS)])) return true;
        }
        return false;
    }

    /** Wakes the Pods that this may help. */
    void happened(ClusterEvent event) {
        lock.lock();
        try {
            happenings[(int) (happened++ % HAPPENINGS)] = event;
            if (unschedulable.isEmpty()) return;
            for (Entry entry : new ArrayList<>(unschedulable)) {
                if (!rules.mayHelp(entry.pod, entry.keptOutBy, event)) continue;
                unschedulable.remove(entry);
                backOffOrActive(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many Pods wait in each place. */
    Map<Place, Integer> sizes() {
        lock.lock();
        try {
            Map<Place, Integer> sizes = new EnumMap<>(Place.class);
            sizes.put(Place.ACTIVE, active.size());
            sizes.put(Place.BACK_OFF, backOff.size());
            sizes.put(Place.UNSCHEDULABLE, unschedulable.size());
            long gated = entries.values().stream()
                    .filter(entry -> entry.place == Place.GATED)
                    .count();
            sizes.put(Place.GATED, (int) gated);
            return sizes;
        } finally {
            lock.unlock();
        }
    }

    /** Where a Pod is; empty when it does not wait. */
    Optional<Place> placeOf(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(uid)).map(entry -> entry.place);
        } finally {
            lock.unlock();
        }
    }

    private void backOffOrActive(Entry entry) {
        if (entry.backOffEndsNanos - nanos.getAsLong() <= 0) {
            activate(entry);
            return;
        }
        entry.place = Place.BACK_OFF;
        entry.dueNanos = entry.backOffEndsNanos;
        entry.hasty = true;
        backOff.add(entry);
        changed.signal();
    }

    private void activate(Entry entry) {
        entry.place = Place.ACTIVE;
        active.add(entry);
        changed.signal();
    }

    /** Gives the time until the next one is due. */
    private long moveDue() {
        long now = nanos.getAsLong();
        for (TreeSet<Entry> waiting : List.of(backOff, unschedulable)) {
            while (!waiting.isEmpty() && waiting.first().dueNanos - now <= 0) {
                Entry entry = waiting.pollFirst();
                entry.place = Place.ACTIVE;
                active.add(entry);
            }
        }
        long wait = Long.MAX_VALUE;
        if (!backOff.isEmpty()) wait = Math.min(wait, backOff.first().dueNanos - now);
        if (!unschedulable.isEmpty()) wait = Math.min(wait, unschedulable.first().dueNanos - now);
        return wait;
    }

    private void takeOut(Entry entry) {
        switch (entry.place) {
            case ACTIVE -> active.remove(entry);
            case BACK_OFF -> backOff.remove(entry);
            case UNSCHEDULABLE -> unschedulable.remove(entry);
            case GATED, IN_FLIGHT -> {}
        }
    }

    private void putBack(Entry entry) {
        switch (entry.place) {
            case ACTIVE -> active.add(entry);
            case BACK_OFF -> backOff.add(entry);
            case UNSCHEDULABLE -> unschedulable.add(entry);
            case GATED, IN_FLIGHT -> {}
        }
    }
}
