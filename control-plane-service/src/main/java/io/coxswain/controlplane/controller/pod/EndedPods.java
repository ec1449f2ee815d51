package io.coxswain.controlplane.controller.pod;

import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** The Pods that have ended and are still there, those first that are to go first: evicted ones, then the oldest. */
final class EndedPods {
    /** One of them. */
    record Ended(boolean evicted, String created, ObjectKey key, String uid) {
        static Ended of(Pod pod) {
            return new Ended(
                    "Evicted".equals(pod.getStatus().getReason()),
                    Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""),
                    ObjectKey.of(pod),
                    pod.getMetadata().getUid());
        }
    }

    private static final Comparator<Ended> FIRST_TO_GO = Comparator.comparing(Ended::evicted)
            .reversed()
            .thenComparing(Ended::created)
            .thenComparing(Ended::key)
            .thenComparing(Ended::uid);

    private final int threshold;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Ended> inOrder = new TreeSet<>(FIRST_TO_GO);
    private final Map<ObjectKey, Ended> byKey = new HashMap<>();

    EndedPods(int threshold) {
        this.threshold = threshold;
    }

    /** Answers those that are too many; they are no longer counted. */
    List<Ended> note(Pod pod) {
        if (threshold <= 0) return List.of();
        lock.lock();
        try {
            remove(ObjectKey.of(pod));
            if (!Pods.hasEnded(pod)) return List.of();
            Ended ended = Ended.of(pod);
            byKey.put(ended.key, ended);
            inOrder.add(ended);
            var tooMany = new ArrayList<Ended>();
            while (inOrder.size() > threshold) {
                Ended first = inOrder.getFirst();
                remove(first.key);
                tooMany.add(first);
            }
            return tooMany;
        } finally {
            lock.unlock();
        }
    }

    void forget(ObjectKey key) {
        lock.lock();
        try {
            remove(key);
        } finally {
            lock.unlock();
        }
    }

    private void remove(ObjectKey key) {
        Ended known = byKey.remove(key);
        if (known != null) inOrder.remove(known);
    }
}
