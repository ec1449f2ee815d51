package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What all containers of a Pod may use together, as limits of their common control group.
 *
 * @param group its path below the root of a hierarchy
 */
record PodLimits(String group, ContainerSpec.Resources limits) {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** Loosens the group's limits where these are looser, before containers are given more. */
    void raise() {
        for (PodCgroupFile file : files()) file.raise(group);
    }

    /** Gives the group these limits, once its containers have theirs; false where the kernel refuses yet. */
    boolean set() {
        boolean all = true;
        for (PodCgroupFile file : files()) all &= file.set(group);
        return all;
    }

    private List<PodCgroupFile> files() {
        return PodCgroupFile.of(ROOT, limits);
    }
}
