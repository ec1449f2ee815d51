package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.plugin.NodeInfo;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All nodes with what their Pods take, kept up by each change and never built anew. Pods count from the moment they are
 * assumed to be bound.
 */
final class ClusterSnapshot {
    /** {@code assumed} until the API tells of the binding. */
    private record Placed(PodInfo pod, String node, boolean assumed) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, NodeInfo> nodes = new HashMap<>();
    /** The nodes that exist, to walk over in turns. */
    private final List<NodeInfo> walk = new ArrayList<>();

    private final Map<String, Placed> placed = new HashMap<>();

    /** Works on the nodes while nothing changes. */
    <R> R read(Function<List<NodeInfo>, R> work) {
        lock.lock();
        try {
            return work.apply(walk);
        } finally {
            lock.unlock();
        }
    }

    NodeInfo put(Node node) {
        lock.lock();
        try {
            String name = node.getMetadata().getName();
            NodeInfo info = nodes.computeIfAbsent(name, NodeInfo::new);
            if (!info.exists()) walk.add(info);
            info.set(node);
            return info;
        } finally {
            lock.unlock();
        }
    }

    void remove(String name) {
        lock.lock();
        try {
            NodeInfo info = nodes.get(name);
            if (info == null) return;
            info.set(null);
            walk.remove(info);
            if (info.podCount() == 0) nodes.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** The Pod is on the node. */
    void place(PodInfo pod, String node) {
        place(pod, node, false);
    }

    /** The Pod will be on the node as soon as its binding is written. */
    void assume(PodInfo pod, String node) {
        place(pod, node, true);
    }

    /** The binding was not written; if the Pod is on the node nevertheless, it stays. */
    void giveUp(PodInfo pod) {
        lock.lock();
        try {
            Placed held = placed.get(pod.uid());
            if (held != null && held.assumed()) displace(pod.uid());
        } finally {
            lock.unlock();
        }
    }

    private void place(PodInfo pod, String node, boolean assumed) {
        lock.lock();
        try {
            String unused = displace(pod.uid());
            nodes.computeIfAbsent(node, NodeInfo::new).add(pod);
            placed.put(pod.uid(), new Placed(pod, node, assumed));
        } finally {
            lock.unlock();
        }
    }

    /** The node that the Pod took, or null. */
    @Nullable String displace(String uid) {
        lock.lock();
        try {
            Placed before = placed.remove(uid);
            if (before == null) return null;
            NodeInfo info = nodes.get(before.node());
            if (info != null) {
                info.remove(before.pod());
                if (!info.exists() && info.podCount() == 0) nodes.remove(before.node());
            }
            return before.node();
        } finally {
            lock.unlock();
        }
    }

    boolean isPlaced(String uid) {
        lock.lock();
        try {
            return placed.containsKey(uid);
        } finally {
            lock.unlock();
        }
    }
}
