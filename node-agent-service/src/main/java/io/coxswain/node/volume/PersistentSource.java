package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.nio.file.Path;

/** One sort of storage that a PersistentVolume can be. */
interface PersistentSource {
    boolean handles(PersistentVolume volume);

    /**
     * The path that containers see. May mount it on the directory of {@code use}, which is removed with the Pod. Throws
     * {@link VolumeNotReady} when trying again later may help.
     */
    Path setUp(PersistentVolume volume, PodVolume use);
}
