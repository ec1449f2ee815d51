package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The limits of empty directories on the node's disk; those in memory are limited by the kernel. */
final class EmptyDirLimits {
    private EmptyDirLimits() {}

    static boolean any(Pod pod) {
        return pod.getSpec().getVolumes().stream().anyMatch(EmptyDirLimits::isLimited);
    }

    /** What all empty directories of the Pod hold on the node's disk. */
    static long used(Pod pod, Path volumes) {
        return pod.getSpec().getVolumes().stream()
                .filter(EmptyDirLimits::isOnDisk)
                .mapToLong(volume ->
                        DiskUsage.of(volumes.resolve(EmptyDirVolume.PLUGIN).resolve(volume.getName())))
                .sum();
    }

    /** Says which volume holds more than it may, in the kubelet's words. */
    static Optional<String> exceeded(Pod pod, Path volumes) {
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (!isLimited(volume)) continue;
            Quantity limit = Objects.requireNonNull(volume.getEmptyDir().getSizeLimit());
            Path directory = volumes.resolve(EmptyDirVolume.PLUGIN).resolve(volume.getName());
            if (DiskUsage.of(directory) > Quantity.getAmountInBytes(limit).longValue()) {
                return Optional.of(
                        "Usage of EmptyDir volume \"" + volume.getName() + "\" exceeds the limit \"" + limit + "\". ");
            }
        }
        return Optional.empty();
    }

    private static boolean isLimited(Volume volume) {
        return isOnDisk(volume)
                && volume.getEmptyDir().getSizeLimit() != null
                && Quantity.getAmountInBytes(volume.getEmptyDir().getSizeLimit())
                                .signum()
                        > 0;
    }

    private static boolean isOnDisk(Volume volume) {
        EmptyDirVolumeSource source = volume.getEmptyDir();
        return source != null
                && (source.getMedium() == null || source.getMedium().isEmpty());
    }
}
