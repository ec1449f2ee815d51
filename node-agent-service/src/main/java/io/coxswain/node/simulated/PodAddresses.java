package io.coxswain.node.simulated;

import io.coxswain.model.ObjectKey;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.reconcile.Index;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives Pods addresses of their node's range. An address that a Pod's status tells is taken until the Pod has ended.
 */
final class PodAddresses {
    private record Given(String uid, String node, String address) {}

    private final Index<Pod> podsByNode;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ObjectKey, Given> given = new HashMap<>();
    private final Map<String, Set<String>> byNode = new HashMap<>();

    PodAddresses(Index<Pod> podsByNode) {
        this.podsByNode = podsByNode;
    }

    /** The first address of a node's range stands for the node itself. */
    static Optional<String> ofNode(Node node) {
        String range = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
        return range == null || range.isEmpty()
                ? Optional.empty()
                : Optional.of(Ipv4Range.parse(range).at(1).toString());
    }

    /** The same for one Pod each time; empty while the node has no range, or no address left. */
    Optional<String> of(Pod pod, Node node) {
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) return ofNode(node);
        String range = node.getSpec().getPodCIDR();
        if (range == null || range.isEmpty()) return Optional.empty();
        lock.lock();
        try {
            ObjectKey key = ObjectKey.of(pod);
            String uid = pod.getMetadata().getUid();
            Given known = given.get(key);
            if (known != null && known.uid.equals(uid)) return Optional.of(known.address);
            String told = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
            String name = node.getMetadata().getName();
            Optional<String> address =
                    told == null || told.isEmpty() ? firstFree(Ipv4Range.parse(range), name) : Optional.of(told);
            forget(key);
            address.ifPresent(free -> {
                given.put(key, new Given(uid, name, free));
                byNode.computeIfAbsent(name, _ -> new HashSet<>()).add(free);
            });
            return address;
        } finally {
            lock.unlock();
        }
    }

    void release(ObjectKey key) {
        lock.lock();
        try {
            forget(key);
        } finally {
            lock.unlock();
        }
    }

    private void forget(ObjectKey key) {
        Given last = given.remove(key);
        if (last == null) return;
        byNode.computeIfPresent(last.node, (_, taken) -> {
            taken.remove(last.address);
            return taken.isEmpty() ? null : taken;
        });
    }

    private Optional<String> firstFree(Ipv4Range range, String node) {
        Set<String> taken = new HashSet<>(byNode.getOrDefault(node, Set.of()));
        for (Pod pod : podsByNode.get(node)) {
            PodState state = PodState.of(pod);
            if (state != PodState.Succeeded && state != PodState.Failed && pod.getStatus() != null) {
                taken.add(String.valueOf(pod.getStatus().getPodIP()));
            }
        }
        for (int offset = 2; offset < range.size() - 1; offset++) {
            String address = range.at(offset).toString();
            if (!taken.contains(address)) return Optional.of(address);
        }
        return Optional.empty();
    }
}
