package io.coxswain.node.stats;

/**
 * A running container.
 *
 * @param id as the engine has it
 * @param written the bytes of its writable layer, as measured last; negative before the first measurement
 */
public record ContainerUsage(String name, String id, String image, GroupUsage group, long written) {
    public boolean isMeasured() {
        return written >= 0;
    }
}
