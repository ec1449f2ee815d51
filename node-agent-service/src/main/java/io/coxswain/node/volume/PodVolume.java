package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.file.Path;

/** One volume of one Pod, and the directory on the node that is its own. */
public record PodVolume(Pod pod, Volume volume, Path directory) {
    public String namespace() {
        return pod.getMetadata().getNamespace();
    }

    public String podUid() {
        return pod.getMetadata().getUid();
    }
}
