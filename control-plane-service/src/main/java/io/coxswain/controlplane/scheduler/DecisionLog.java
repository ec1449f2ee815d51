package io.coxswain.controlplane.scheduler;

import io.coxswain.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last attempts of the Pods that were tried last: {@value #ATTEMPTS} for each of {@value #PODS}; older ones are
 * forgotten.
 */
public final class DecisionLog {
    private static final int PODS = 1000;
    private static final int ATTEMPTS = 3;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ObjectKey, Deque<Decision>> decisions = new LinkedHashMap<>();

    void add(ObjectKey pod, Decision decision) {
        lock.lock();
        try {
            Deque<Decision> known = decisions.remove(pod);
            if (known == null) known = new ArrayDeque<>();
            if (known.size() == ATTEMPTS) known.removeLast();
            known.addFirst(decision);
            decisions.put(pod, known);
            if (decisions.size() > PODS) {
                decisions.remove(decisions.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest first; empty for a Pod that was not tried lately. */
    public List<Decision> of(ObjectKey pod) {
        lock.lock();
        try {
            Deque<Decision> known = decisions.get(pod);
            return known == null ? List.of() : List.copyOf(known);
        } finally {
            lock.unlock();
        }
    }
}
