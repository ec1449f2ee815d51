package io.coxswain.node.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container of a Pod, with nothing left to resolve.
 *
 * @param command null for the image's own entry point
 * @param arguments null for the image's own, where the entry point is the image's too
 * @param workingDirectory empty for the image's own
 * @param runtime the engine's name of what runs it, or empty for its default
 * @param processNamespace {@code host}, {@code container:<id>}, or empty for one of its own
 */
public record ContainerSpec(
        String name,
        Map<String, String> labels,
        String image,
        String sandboxId,
        @Nullable List<String> command,
        @Nullable List<String> arguments,
        List<String> environment,
        String workingDirectory,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        List<Mount> mounts,
        Resources resources,
        Security security,
        String processNamespace,
        boolean hostIpc,
        String cgroupParent,
        String runtime) {
    /** A directory or file of the machine, seen in the container. */
    public record Mount(Path source, String target, boolean readOnly, String propagation) {}

    /** Limits in the kernel's units; 0 is no limit. */
    public record Resources(int cpuShares, long cpuQuotaMicros, long memoryBytes, int outOfMemoryScore) {
        public static final long CPU_PERIOD_MICROS = 100_000;
        private static final int LEAST_CPU_SHARES = 2;

        public Resources {
            cpuShares = Math.max(LEAST_CPU_SHARES, cpuShares);
        }

        /** Whether a container that runs with these has as much processor as one made with the others. */
        public boolean sameProcessor(Resources other) {
            return cpuShares == other.cpuShares && cpuQuotaMicros == other.cpuQuotaMicros;
        }

        public boolean sameMemory(Resources other) {
            return memoryBytes == other.memoryBytes;
        }
    }

    /**
     * As whom and with which powers it runs.
     *
     * @param unconfined whether the kernel filters no system calls
     * @param user {@code uid[:gid]}, or empty for the image's own
     */
    public record Security(
            String user,
            List<String> groups,
            boolean privileged,
            boolean readOnlyRoot,
            boolean noNewPrivileges,
            boolean unconfined,
            List<String> addCapabilities,
            List<String> dropCapabilities) {
        public Security {
            groups = List.copyOf(groups);
            addCapabilities = List.copyOf(addCapabilities);
            dropCapabilities = List.copyOf(dropCapabilities);
        }
    }

    public ContainerSpec {
        labels = Map.copyOf(labels);
        command = command == null ? null : List.copyOf(command);
        arguments = arguments == null ? null : List.copyOf(arguments);
        environment = List.copyOf(environment);
        mounts = List.copyOf(mounts);
    }
}
