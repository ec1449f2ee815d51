package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file system of an image, read-only. It stays mounted as it was found, also where the tag moves on. */
final class ImageVolume implements VolumeType {
    static final String PLUGIN = "kubernetes.io~image";

    private final VolumeImages images;

    ImageVolume(VolumeImages images) {
        this.images = images;
    }

    @Override
    public String plugin() {
        return PLUGIN;
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getImage() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        Path directory = volume.directory();
        try {
            if (Tmpfs.isMounted(directory)) return directory;
            List<Path> layers = images.layers(volume);
            Files.createDirectories(directory);
            // The kernel makes no union of one.
            if (layers.size() == 1) LinuxMounts.bindReadOnly(layers.getFirst(), directory);
            else LinuxMounts.overlay(layers, directory);
            return directory;
        } catch (IOException failure) {
            throw new VolumeNotReady("image: " + failure.getMessage(), failure);
        }
    }
}
