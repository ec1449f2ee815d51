package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.plugin.ClusterEvent;
import io.coxswain.controlplane.scheduler.plugin.Plugin;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.coxswain.reconcile.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pods that wait for a node, each in one of three places: active ones are next, by priority and then by age; those in
 * back-off were tried lately; unschedulable ones wait for a happening that may help them, or five minutes. Holds as
 * many Pods as there are without a node.
 */
final class SchedulingQueue {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private enum Place {
        ACTIVE,
        BACK_OFF,
        UNSCHEDULABLE,
        IN_FLIGHT
    }

    private static final class Entry {
        PodInfo pod;
        final long order;
        Place place = Place.ACTIVE;
        int attempts;
        long dueNanos;
        Set<String> keptOutBy = Set.of();
        long takenAt;

        Entry(PodInfo pod, long order) {
            this.pod = pod;
            this.order = order;
        }
    }

    private static final Comparator<Entry> NEXT =
            Comparator.<Entry>comparingInt(entry -> -entry.pod.priority()).thenComparingLong(entry -> entry.order);
    private static final Comparator<Entry> DUE = (one, other) -> {
        int byTime = Long.compare(one.dueNanos - other.dueNanos, 0);
        return byTime != 0 ? byTime : Long.compare(one.order, other.order);
    };

    private final List<Plugin.Filter> filters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeSet<Entry> active = new TreeSet<>(NEXT);
    private final TreeSet<Entry> backOff = new TreeSet<>(DUE);
    private final TreeSet<Entry> unschedulable = new TreeSet<>(DUE);
    private long order;
    /** Counts happenings: one during an attempt may have come too late to be seen by it. */
    private long happenings;

    SchedulingQueue(List<Plugin.Filter> filters) {
        this.filters = List.copyOf(filters);
    }

    /** A Pod without a node is there, or has changed. */
    void put(PodInfo pod, boolean wishesChanged) {
        lock.lock();
        try {
            Entry known = entries.get(pod.uid());
            if (known == null) {
                var entry = new Entry(pod, order++);
                entries.put(pod.uid(), entry);
                active.add(entry);
                changed.signal();
                return;
            }
            boolean move = wishesChanged && known.place == Place.UNSCHEDULABLE;
            takeOut(known);
            known.pod = pod;
            if (move) backOffOrActive(known);
            else putBack(known);
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
    PodInfo take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long wait = moveDue();
                if (!active.isEmpty()) {
                    Entry next = active.pollFirst();
                    next.place = Place.IN_FLIGHT;
                    next.attempts++;
                    next.takenAt = happenings;
                    return next.pod;
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

    /** No node was found; {@code keptOutBy} is empty when the attempt itself failed, which is tried again soon. */
    void failed(String uid, Set<String> keptOutBy) {
        lock.lock();
        try {
            Entry entry = entries.get(uid);
            if (entry == null || entry.place != Place.IN_FLIGHT) return;
            entry.keptOutBy = Set.copyOf(keptOutBy);
            long now = System.nanoTime();
            if (entry.takenAt != happenings) {
                backOffOrActive(entry);
                return;
            }
            entry.place = Place.UNSCHEDULABLE;
            entry.dueNanos = now + LONGEST_WAIT.toNanos();
            unschedulable.add(entry);
        } finally {
            lock.unlock();
        }
    }

    /** The attempt broke off for a reason that has nothing to do with nodes: again after the back-off. */
    void brokenOff(String uid) {
        lock.lock();
        try {
            Entry entry = entries.get(uid);
            if (entry != null && entry.place == Place.IN_FLIGHT) backOffOrActive(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the Pods that this may help. */
    void happened(ClusterEvent event) {
        lock.lock();
        try {
            happenings++;
            for (Entry entry : new ArrayList<>(unschedulable)) {
                if (!mayHelp(entry, event)) continue;
                unschedulable.remove(entry);
                backOffOrActive(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayHelp(Entry entry, ClusterEvent event) {
        if (entry.keptOutBy.isEmpty()) return true;
        for (Plugin.Filter filter : filters) {
            if (entry.keptOutBy.contains(filter.name()) && filter.mayHelp(entry.pod, event)) return true;
        }
        return false;
    }

    private void backOffOrActive(Entry entry) {
        if (entry.attempts == 0) {
            entry.place = Place.ACTIVE;
            active.add(entry);
        } else {
            entry.place = Place.BACK_OFF;
            entry.dueNanos = System.nanoTime() + BACKOFF.delay(entry.attempts).toNanos();
            backOff.add(entry);
        }
        changed.signal();
    }

    /** Gives the time until the next one is due. */
    private long moveDue() {
        long now = System.nanoTime();
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
            case IN_FLIGHT -> {}
        }
    }

    private void putBack(Entry entry) {
        switch (entry.place) {
            case ACTIVE -> active.add(entry);
            case BACK_OFF -> backOff.add(entry);
            case UNSCHEDULABLE -> unschedulable.add(entry);
            case IN_FLIGHT -> {}
        }
    }
}
