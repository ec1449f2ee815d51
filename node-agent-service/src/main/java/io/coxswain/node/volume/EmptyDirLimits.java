package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The limits of empty directories on the node's disk; those in memory are limited by the kernel. */
final class EmptyDirLimits {
    private EmptyDirLimits() {}

    static boolean any(Pod pod) {
        return pod.getSpec().getVolumes().stream().anyMatch(EmptyDirLimits::isLimited);
    }

    /** Says which volume holds more than it may, in the kubelet's words. */
    static Optional<String> exceeded(Pod pod, Path volumes) {
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (!isLimited(volume)) continue;
            Quantity limit = Objects.requireNonNull(volume.getEmptyDir().getSizeLimit());
            Path directory = volumes.resolve(EmptyDirVolume.PLUGIN).resolve(volume.getName());
            if (used(directory) > Quantity.getAmountInBytes(limit).longValue()) {
                return Optional.of(
                        "Usage of EmptyDir volume \"" + volume.getName() + "\" exceeds the limit \"" + limit + "\". ");
            }
        }
        return Optional.empty();
    }

    private static boolean isLimited(Volume volume) {
        EmptyDirVolumeSource source = volume.getEmptyDir();
        return source != null
                && source.getSizeLimit() != null
                && Quantity.getAmountInBytes(source.getSizeLimit()).signum() > 0
                && (source.getMedium() == null || source.getMedium().isEmpty());
    }

    /** The sizes of all files; what goes while it is looked at does not count. */
    private static long used(Path directory) {
        var bytes = new AtomicLong();
        try {
            if (!Files.exists(directory)) return 0;
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return 0;
        }
        return bytes.get();
    }
}
