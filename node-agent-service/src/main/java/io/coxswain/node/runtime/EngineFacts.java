package io.coxswain.node.runtime;

/**
 * What an engine says of itself and its machine.
 *
 * @param name as in a container id: {@code docker}
 * @param apiVersion the newest that both sides speak
 * @param systemdCgroups whether cgroup parents are slices of systemd
 * @param leastOutOfMemoryScore how well the kernel lets a container be guarded when memory runs out
 */
public record EngineFacts(
        String name,
        String version,
        String apiVersion,
        boolean systemdCgroups,
        int leastOutOfMemoryScore,
        String operatingSystem,
        String kernelVersion,
        String architecture) {}
