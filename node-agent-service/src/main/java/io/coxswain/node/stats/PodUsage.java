package io.coxswain.node.stats;

import io.coxswain.node.manifest.StaticPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;

/**
 * A Pod with a running container.
 *
 * @param network the interfaces of its network namespace; none where the Pod is in that of the node
 * @param volumes the bytes in its empty directories, as measured last; negative before the first measurement
 */
public record PodUsage(
        Pod pod, GroupUsage group, List<InterfaceFigures> network, List<ContainerUsage> containers, long volumes) {
    public PodUsage {
        network = List.copyOf(network);
        containers = List.copyOf(containers);
    }

    public String namespace() {
        return pod.getMetadata().getNamespace();
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    /** Under which the node runs it; the object that shows a static Pod has another. */
    public String uid() {
        return StaticPod.uidOnNode(pod);
    }

    public boolean sharesNodeNetwork() {
        return Objects.equals(pod.getSpec().getHostNetwork(), true);
    }
}
