package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.nio.file.Path;

/** A path of whichever node the Pod runs on. */
final class HostPathSource implements PersistentSource {
    @Override
    public boolean handles(PersistentVolume volume) {
        return volume.getSpec().getHostPath() != null;
    }

    @Override
    public Path setUp(PersistentVolume volume, PodVolume use) {
        return HostPathVolume.path(volume.getSpec().getHostPath());
    }
}
