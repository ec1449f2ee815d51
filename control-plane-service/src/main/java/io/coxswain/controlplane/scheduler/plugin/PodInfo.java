package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a Pod wants of a node, worked out once for all nodes. */
public record PodInfo(
        Pod pod,
        ObjectKey key,
        String uid,
        int priority,
        Resources requests,
        Resources assumed,
        Set<HostPort> hostPorts,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations) {
    public PodInfo {
        hostPorts = Set.copyOf(hostPorts);
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }

    public static PodInfo of(Pod pod) {
        return new PodInfo(
                pod,
                ObjectKey.of(pod),
                pod.getMetadata().getUid(),
                Objects.requireNonNullElse(pod.getSpec().getPriority(), 0),
                Resources.requestedBy(pod),
                Resources.assumedFor(pod),
                HostPort.of(pod),
                Objects.requireNonNullElse(pod.getSpec().getNodeSelector(), Map.of()),
                Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.of()));
    }
}
