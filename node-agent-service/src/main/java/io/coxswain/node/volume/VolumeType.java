package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;

/** One sort of volume. What it makes lies in the directory that it is given, so that it can be removed unseen. */
public interface VolumeType {
    /** The directory name under a Pod's volumes, such as {@code kubernetes.io~empty-dir}. */
    String plugin();

    boolean handles(Volume volume);

    /**
     * Makes the volume, or brings its content up to date; called again and again while the Pod lives. Returns the path
     * that containers see. Throws {@link VolumeNotReady} when trying again later may help.
     */
    Path setUp(PodVolume volume);

    /** Nothing of the Pod runs any more. */
    default void forget(String podUid) {}
}
