package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;

/** One volume of one Pod, and the directory on the node that is its own. */
public record PodVolume(Pod pod, Volume volume, Path directory) {
    public String namespace() {
        return pod.getMetadata().getNamespace();
    }

    /** What containers see must not be written by them, whatever their mounts say. */
    boolean isReadOnly() {
        return isReadOnly(volume);
    }

    /** Read-only as a whole: files of the cluster's own objects, and what the Pod uses read-only. */
    public static boolean isReadOnly(Volume volume) {
        boolean ofObject = volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getDownwardAPI() != null
                || volume.getProjected() != null
                || volume.getImage() != null;
        var claim = volume.getPersistentVolumeClaim();
        return ofObject
                || (claim != null && Boolean.TRUE.equals(claim.getReadOnly()))
                || (volume.getNfs() != null
                        && Boolean.TRUE.equals(volume.getNfs().getReadOnly()));
    }

    public String podUid() {
        return pod.getMetadata().getUid();
    }
}
