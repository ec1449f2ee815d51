package io.coxswain.controlplane.scheduler.plugin;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node and what the Pods on it take. Changed only under the lock of its snapshot, read by any. */
public final class NodeInfo {
    private final String name;
    private final Map<String, PodInfo> pods = new HashMap<>();
    private volatile @Nullable Node node;
    private volatile Resources allocatable = Resources.NONE;
    private volatile Resources requested = Resources.NONE;
    private volatile Resources assumed = Resources.NONE;
    private volatile Set<HostPort> hostPorts = Set.of();
    private volatile int podCount;

    public NodeInfo(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** False while only Pods tell of this node. */
    public boolean exists() {
        return node != null;
    }

    /** The node itself; null when it is gone. */
    public void set(@Nullable Node now) {
        node = now;
        allocatable = now == null || now.getStatus() == null
                ? Resources.NONE
                : Resources.of(now.getStatus().getAllocatable());
    }

    public void add(PodInfo pod) {
        PodInfo before = pods.put(pod.uid(), pod);
        if (before != null) subtract(before);
        requested = requested.plus(pod.requests());
        assumed = assumed.plus(pod.assumed());
        podCount = pods.size();
        if (!pod.hostPorts().isEmpty()) collectPorts();
    }

    public void remove(PodInfo pod) {
        PodInfo held = pods.remove(pod.uid());
        podCount = pods.size();
        if (held != null) subtract(held);
    }

    private void subtract(PodInfo pod) {
        requested = requested.minus(pod.requests());
        assumed = assumed.minus(pod.assumed());
        if (!pod.hostPorts().isEmpty()) collectPorts();
    }

    private void collectPorts() {
        var taken = new HashSet<HostPort>();
        pods.values().forEach(pod -> taken.addAll(pod.hostPorts()));
        hostPorts = Set.copyOf(taken);
    }

    public int podCount() {
        return podCount;
    }

    public Resources allocatable() {
        return allocatable;
    }

    public Resources requested() {
        return requested;
    }

    /** {@link #requested} with a little for Pods that ask for nothing. */
    public Resources assumed() {
        return assumed;
    }

    public boolean clashes(HostPort port) {
        return hostPorts.stream().anyMatch(port::clashesWith);
    }

    public boolean isUnschedulable() {
        Node now = node;
        return now != null
                && now.getSpec() != null
                && Boolean.TRUE.equals(now.getSpec().getUnschedulable());
    }

    public List<Taint> taints() {
        Node now = node;
        if (now == null || now.getSpec() == null) return List.of();
        return Objects.requireNonNullElse(now.getSpec().getTaints(), List.of());
    }

    public Map<String, String> labels() {
        Node now = node;
        if (now == null) return Map.of();
        return Objects.requireNonNullElse(now.getMetadata().getLabels(), Map.of());
    }
}
