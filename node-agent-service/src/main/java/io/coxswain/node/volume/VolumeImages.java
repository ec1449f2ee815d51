package io.coxswain.node.volume;

import java.nio.file.Path;
import java.util.List;

/** Brings the images that volumes are made of. */
@FunctionalInterface
public interface VolumeImages {
    /**
     * The directories whose union is the image's file system, the uppermost first. Throws {@link VolumeNotReady} while
     * the image is on its way, and where it cannot be had.
     */
    List<Path> layers(PodVolume volume);
}
