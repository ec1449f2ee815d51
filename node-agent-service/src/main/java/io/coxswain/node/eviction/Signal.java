package io.coxswain.node.eviction;

import java.util.Arrays;
import java.util.Optional;

/** What a node may run short of, under Kubernetes' names. */
public enum Signal {
    MEMORY("memory.available", "MemoryPressure", "memory"),
    NODE_DISK("nodefs.available", "DiskPressure", "ephemeral-storage"),
    IMAGE_DISK("imagefs.available", "DiskPressure", "ephemeral-storage"),
    PROCESSES("pid.available", "PIDPressure", "pids");

    private final String key;
    private final String condition;
    private final String resource;

    Signal(String key, String condition, String resource) {
        this.key = key;
        this.condition = condition;
        this.resource = resource;
    }

    public String key() {
        return key;
    }

    /** The condition of the Node that tells of it. */
    public String condition() {
        return condition;
    }

    public String resource() {
        return resource;
    }

    public boolean isDisk() {
        return condition.equals("DiskPressure");
    }

    static Optional<Signal> of(String key) {
        return Arrays.stream(values()).filter(signal -> signal.key.equals(key)).findFirst();
    }
}
