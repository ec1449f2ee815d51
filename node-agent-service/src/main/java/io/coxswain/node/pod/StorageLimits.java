package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.volume.DiskUsage;
import io.coxswain.node.volume.PodVolumes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a Pod may write to the node's disk: to its empty directories and to the file systems of its containers. The
 * latter are measured where the engine keeps them as directories.
 */
record StorageLimits(PodVolumes volumes) {
    private static final String RESOURCE = "ephemeral-storage";

    /** Whether there is anything to measure. */
    boolean any(Pod pod) {
        return volumes.isLimited(pod) || !limited(pod).isEmpty();
    }

    /** Why the Pod has to go, in the kubelet's words; empty while it may stay. */
    Optional<String> exceeded(Pod pod, PodContainers there) {
        Optional<String> volume = volumes.exceededLimit(pod);
        List<Container> limited = limited(pod);
        if (volume.isPresent() || limited.isEmpty()) return volume;
        long total = volumes.bytesOnDisk(pod, pod.getMetadata().getUid());
        for (ContainerSnapshot container : there.running()) total += written(container);
        long all = limited.stream().mapToLong(StorageLimits::limit).sum();
        if (total > all) {
            return Optional.of("Pod ephemeral local storage usage exceeds the total limit of containers "
                    + text(limited, all) + ". ");
        }
        for (Container container : limited) {
            long written = there.newest(container.getName())
                    .filter(ContainerSnapshot::isRunning)
                    .map(StorageLimits::written)
                    .orElse(0L);
            if (written > limit(container)) {
                return Optional.of("Container " + container.getName()
                        + " exceeded its local ephemeral storage limit \""
                        + ContainerResources.limit(container, RESOURCE) + "\". ");
            }
        }
        return Optional.empty();
    }

    private static List<Container> limited(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> ContainerResources.limit(container, RESOURCE) != null)
                .toList();
    }

    private static long limit(Container container) {
        return Quantity.getAmountInBytes(Objects.requireNonNull(ContainerResources.limit(container, RESOURCE)))
                .longValue();
    }

    /** As the one container that is limited has it, else the sum in bytes. */
    private static String text(List<Container> limited, long sum) {
        return limited.size() == 1
                ? String.valueOf(ContainerResources.limit(limited.getFirst(), RESOURCE))
                : String.valueOf(sum);
    }

    /** The bytes that a container has written to its own file system. */
    static long written(ContainerSnapshot container) {
        String layer = container.writableLayer();
        return layer.isEmpty() ? 0 : DiskUsage.of(Path.of(layer));
    }
}
