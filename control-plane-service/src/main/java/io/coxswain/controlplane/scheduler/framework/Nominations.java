package io.coxswain.controlplane.scheduler.framework;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Pods without a node that one makes room for. For one thread at a time. */
public final class Nominations {
    private final Map<String, Map<String, PodInfo>> byNode = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();

    public List<PodInfo> on(String node) {
        if (byNode.isEmpty()) return List.of();
        Map<String, PodInfo> pods = byNode.get(node);
        return pods == null ? List.of() : List.copyOf(pods.values());
    }

    /** The node of this Pod, or empty. */
    public String of(String uid) {
        return nodes.getOrDefault(uid, "");
    }

    public void put(PodInfo pod, String node) {
        remove(pod.uid());
        byNode.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(pod.uid(), pod);
        nodes.put(pod.uid(), node);
    }

    public void remove(String uid) {
        String node = nodes.remove(uid);
        if (node == null) return;
        Map<String, PodInfo> pods = byNode.getOrDefault(node, Map.of());
        pods.remove(uid);
        if (pods.isEmpty()) byNode.remove(node);
    }
}
