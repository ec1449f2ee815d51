package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;

/** What a Pod may learn about itself through files. Throws {@link VolumeNotReady} for what it may not ask for. */
public interface DownwardValues {
    String field(Pod pod, String path);

    String resource(Pod pod, ResourceFieldSelector selector);
}
