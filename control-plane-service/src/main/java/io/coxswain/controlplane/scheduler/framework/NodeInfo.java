package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node and what the Pods on it take. It changes between attempts only; simulations work on copies. */
public final class NodeInfo {
    private final String name;
    private final Map<String, PodInfo> pods = new LinkedHashMap<>();
    private @Nullable Node node;
    private Resources allocatable = Resources.NONE;
    private Resources requested = Resources.NONE;
    private Resources assumed = Resources.NONE;
    private Set<HostPort> hostPorts = Set.of();
    private Map<String, String> labels = Map.of();
    private List<Taint> taints = List.of();
    private Map<String, Long> images = Map.of();

    public NodeInfo(String name) {
        this.name = name;
    }

    /** A node without Pods. */
    public static NodeInfo of(Node node) {
        var info = new NodeInfo(node.getMetadata().getName());
        info.set(node);
        return info;
    }

    public NodeInfo copy() {
        var copy = new NodeInfo(name);
        copy.pods.putAll(pods);
        copy.node = node;
        copy.allocatable = allocatable;
        copy.requested = requested;
        copy.assumed = assumed;
        copy.hostPorts = hostPorts;
        copy.labels = labels;
        copy.taints = taints;
        copy.images = images;
        return copy;
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
        labels = now == null
                ? Map.of()
                : Objects.requireNonNullElse(now.getMetadata().getLabels(), Map.of());
        taints = now == null || now.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(now.getSpec().getTaints(), List.of());
        images = imagesOf(now);
    }

    private static Map<String, Long> imagesOf(@Nullable Node node) {
        if (node == null || node.getStatus() == null || node.getStatus().getImages() == null) return Map.of();
        Map<String, Long> sizes = new HashMap<>();
        for (ContainerImage image : node.getStatus().getImages()) {
            long size = Objects.requireNonNullElse(image.getSizeBytes(), 0L);
            for (String imageName : Objects.requireNonNullElse(image.getNames(), List.<String>of())) {
                sizes.put(imageName, size);
            }
        }
        return sizes;
    }

    public void add(PodInfo pod) {
        PodInfo before = pods.put(pod.uid(), pod);
        if (before != null) subtract(before);
        requested = requested.plus(pod.requests());
        assumed = assumed.plus(pod.assumed());
        if (!pod.hostPorts().isEmpty()) collectPorts();
    }

    public void remove(PodInfo pod) {
        PodInfo held = pods.remove(pod.uid());
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

    public Collection<PodInfo> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    public int podCount() {
        return pods.size();
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
        if (hostPorts.isEmpty()) return false;
        for (HostPort taken : hostPorts) {
            if (port.clashesWith(taken)) return true;
        }
        return false;
    }

    public boolean isUnschedulable() {
        Node now = node;
        return now != null
                && now.getSpec() != null
                && Boolean.TRUE.equals(now.getSpec().getUnschedulable());
    }

    public List<Taint> taints() {
        return taints;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** The images that the node has, with their sizes in bytes. */
    public Map<String, Long> images() {
        return images;
    }
}
