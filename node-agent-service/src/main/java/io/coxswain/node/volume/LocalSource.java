package io.coxswain.node.volume;

import io.coxswain.json.Json;
import io.coxswain.model.LocalPath;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory of this one node. Those of the cluster's own provisioner are made here, beneath the directory for them
 * and nowhere else; any other has to be there.
 */
final class LocalSource implements PersistentSource {
    private static final int OPEN_TO_ALL = 0777;

    private final Path provisioned;

    /** @param provisioned holds the directories that are made for claims */
    LocalSource(Path provisioned) {
        this.provisioned = provisioned;
    }

    @Override
    public boolean handles(PersistentVolume volume) {
        return volume.getSpec().getLocal() != null;
    }

    @Override
    public Path setUp(PersistentVolume volume, PodVolume use) {
        Path path = Path.of(volume.getSpec().getLocal().getPath());
        try {
            if (LocalPath.node(Json.tree(volume)).isPresent()
                    && provisioned.equals(path.getParent())
                    && !Files.exists(path)) {
                Files.createDirectories(path);
                AtomicDirectory.chmod(path, OPEN_TO_ALL);
            }
            if (!Files.exists(path)) {
                throw VolumeNotReady.complete("MountVolume.NewMounter initialization failed for volume \""
                        + volume.getMetadata().getName() + "\" : path \"" + path + "\" does not exist");
            }
            Long group = PodVolumes.group(use.pod());
            if (group != null && !use.isReadOnly()) {
                GroupOwnership.give(path, group, PodVolumes.isOnlyOnRootMismatch(use.pod()));
            }
        } catch (IOException failure) {
            throw new VolumeNotReady("local volume " + path + ": " + failure.getMessage(), failure);
        }
        return path;
    }
}
