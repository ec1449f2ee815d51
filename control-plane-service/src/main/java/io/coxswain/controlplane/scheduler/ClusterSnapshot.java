package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterNodes;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The state of the cluster, never built anew and never copied: changes wait in a journal while an attempt looks at it,
 * and are applied before the next one. The journal holds what happens during one attempt, so some milliseconds.
 */
final class ClusterSnapshot {
    private final ReentrantLock lock = new ReentrantLock();
    private final ClusterNodes nodes = new ClusterNodes();
    private final Queue<Consumer<ClusterNodes>> journal = new ConcurrentLinkedQueue<>();
    /** Pods that have a node as far as the scheduler knows, whether the API tells so yet or not. */
    private final Set<String> placed = ConcurrentHashMap.newKeySet();
    /** Of these, those of which the API has not told yet. */
    private final Set<String> assumed = ConcurrentHashMap.newKeySet();

    /** Works on the cluster while nothing changes but by this work itself. */
    <R> R read(Function<ClusterNodes, R> work) {
        lock.lock();
        try {
            applyJournal();
            return work.apply(nodes);
        } finally {
            lock.unlock();
        }
    }

    /** Never waits for an attempt. */
    private void change(Consumer<ClusterNodes> change) {
        journal.add(change);
        if (!lock.tryLock()) return;
        try {
            applyJournal();
        } finally {
            lock.unlock();
        }
    }

    private void applyJournal() {
        for (Consumer<ClusterNodes> change; (change = journal.poll()) != null; ) change.accept(nodes);
    }

    void put(Node node) {
        change(all -> all.put(node));
    }

    void remove(String node) {
        change(all -> all.remove(node));
    }

    /** The API tells that the Pod is on the node. */
    void place(PodInfo pod, String node) {
        placed.add(pod.uid());
        assumed.remove(pod.uid());
        change(all -> {
            all.nominations().remove(pod.uid());
            all.place(pod, node);
        });
    }

    /** The Pod will be on the node as soon as its binding is written. To be called within {@link #read}. */
    void assume(ClusterNodes within, PodInfo pod, String node) {
        placed.add(pod.uid());
        assumed.add(pod.uid());
        within.nominations().remove(pod.uid());
        within.place(pod, node);
    }

    /** The binding was not written; false if the Pod is on the node nevertheless, and stays. */
    boolean giveUp(PodInfo pod) {
        if (!assumed.remove(pod.uid())) return false;
        displace(pod.uid());
        return true;
    }

    void displace(String uid) {
        placed.remove(uid);
        assumed.remove(uid);
        change(all -> {
            all.nominations().remove(uid);
            String unused = all.displace(uid);
        });
    }

    void nominate(PodInfo pod, String node) {
        change(all -> all.nominations().put(pod, node));
    }

    void dropNomination(String uid) {
        change(all -> all.nominations().remove(uid));
    }

    boolean isPlaced(String uid) {
        return placed.contains(uid);
    }
}
