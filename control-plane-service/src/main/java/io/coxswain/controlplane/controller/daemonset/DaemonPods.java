package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A DaemonSet, its nodes and its Pods as one pass finds them. */
final class DaemonPods {
    private static final Comparator<Pod> OLDEST_FIRST = Comparator.<Pod, Boolean>comparing(
                    pod -> Pods.node(pod).isEmpty())
            .thenComparing(pod -> pod.getMetadata().getCreationTimestamp())
            .thenComparing(pod -> pod.getMetadata().getName());

    final DaemonSet set;
    final String hash;
    private final ObjectKey key;
    private final OwnWrites ownWrites;
    private final Instant now;
    private final Map<String, NodeFit> fits = new LinkedHashMap<>();
    private final Map<String, List<Pod>> byNode = new HashMap<>();
    private final List<Pod> all;

    DaemonPods(DaemonSet set, String hash, List<Node> nodes, List<Pod> pods, OwnWrites ownWrites, Instant now) {
        this.set = set;
        this.hash = hash;
        this.key = ObjectKey.of(set);
        this.ownWrites = ownWrites;
        this.now = now;
        this.all = pods.stream().sorted(OLDEST_FIRST).toList();
        for (Node node : nodes) fits.put(node.getMetadata().getName(), NodeFit.of(set, node));
        for (Pod pod : all) {
            byNode.computeIfAbsent(DaemonPod.node(pod), _ -> new ArrayList<>()).add(pod);
        }
    }

    Map<String, NodeFit> fits() {
        return fits;
    }

    /** Oldest first. */
    List<Pod> on(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    List<Pod> all() {
        return all;
    }

    /** Bound for nodes that are gone; no scheduler can ever place them. */
    List<Pod> withoutNode() {
        return all.stream()
                .filter(pod -> Pods.node(pod).isEmpty() && !fits.containsKey(DaemonPod.node(pod)))
                .filter(pod -> !isTerminating(pod))
                .toList();
    }

    int wanted() {
        return (int) fits.values().stream().filter(NodeFit::start).count();
    }

    boolean isTerminating(Pod pod) {
        return ownWrites.isTerminating(key, pod);
    }

    boolean isAvailable(Pod pod) {
        return Pods.isAvailable(pod, minReadySeconds(), now);
    }

    boolean isUpdated(Pod pod) {
        return DaemonPod.isUpdated(set, pod, hash);
    }

    int minReadySeconds() {
        return Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
    }
}
