package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that lives as long as the Pod, on the node's disk or in memory. */
final class EmptyDirVolume implements VolumeType {
    static final String PLUGIN = "kubernetes.io~empty-dir";

    private static final int OPEN_TO_ALL = 0777;

    @Override
    public String plugin() {
        return PLUGIN;
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getEmptyDir() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        Path directory = volume.directory();
        EmptyDirVolumeSource source = volume.volume().getEmptyDir();
        String medium = source.getMedium() == null ? "" : source.getMedium();
        if (!medium.isEmpty() && !medium.equals("Memory")) {
            throw new VolumeNotReady("unknown storage medium \"" + medium + "\"");
        }
        try {
            if (Files.isDirectory(directory) && (medium.isEmpty() || Tmpfs.isMounted(directory))) return directory;
            Files.createDirectories(directory);
            Quantity limit = source.getSizeLimit();
            if (!medium.isEmpty()) {
                Tmpfs.mount(
                        directory,
                        limit == null ? 0 : Quantity.getAmountInBytes(limit).longValue());
            }
            AtomicDirectory.chmod(directory, OPEN_TO_ALL);
            return directory;
        } catch (IOException failure) {
            throw new VolumeNotReady("empty directory: " + failure.getMessage(), failure);
        }
    }
}
