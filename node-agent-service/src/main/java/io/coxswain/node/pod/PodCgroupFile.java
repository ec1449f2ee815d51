package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One limit of a control group, as a file of the kernel. Where systemd rules the groups the file is not where it is
 * looked for, and then only the containers' own limits hold.
 *
 * @param unlimited the word for no limit
 */
record PodCgroupFile(Path hierarchy, String name, String value, String unlimited) {
    private static final long PERIOD = ContainerSpec.Resources.CPU_PERIOD_MICROS;

    static List<PodCgroupFile> of(Path root, ContainerSpec.Resources limits) {
        String memory = String.valueOf(limits.memoryBytes());
        String quota = String.valueOf(limits.cpuQuotaMicros());
        if (Files.exists(root.resolve("cgroup.controllers"))) {
            // The kernel's own conversion of the old scale of 2 to 262144 to the new one of 1 to 10000.
            long weight = 1 + ((limits.cpuShares() - 2) * 9999L) / 262_142;
            return List.of(
                    new PodCgroupFile(root, "cpu.weight", String.valueOf(weight), "1"),
                    new PodCgroupFile(
                            root, "cpu.max", limits.cpuQuotaMicros() == 0 ? "max" : quota + " " + PERIOD, "max"),
                    new PodCgroupFile(root, "memory.max", limits.memoryBytes() == 0 ? "max" : memory, "max"));
        }
        return List.of(
                new PodCgroupFile(root.resolve("cpu"), "cpu.shares", String.valueOf(limits.cpuShares()), "2"),
                new PodCgroupFile(
                        root.resolve("cpu"), "cpu.cfs_quota_us", limits.cpuQuotaMicros() == 0 ? "-1" : quota, "-1"),
                new PodCgroupFile(
                        root.resolve("memory"),
                        "memory.limit_in_bytes",
                        limits.memoryBytes() == 0 ? "-1" : memory,
                        "-1"));
    }

    /** Writes the value only where it is no tighter than the one that holds. */
    void raise(String group) {
        Path file = hierarchy.resolve(group).resolve(name);
        String held;
        try {
            held = Files.readString(file).strip();
        } catch (IOException gone) {
            return;
        }
        if (value.equals(unlimited) || (!isUnlimited(held) && first(value) >= first(held))) set(group);
    }

    boolean set(String group) {
        Path file = hierarchy.resolve(group).resolve(name);
        if (!Files.exists(file)) return true;
        try {
            Files.writeString(file, value);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    private boolean isUnlimited(String held) {
        return held.startsWith(unlimited) && !unlimited.equals("1") && !unlimited.equals("2");
    }

    private static long first(String text) {
        String word = text.split(" ", -1)[0];
        return word.equals("max") || word.equals("-1") ? Long.MAX_VALUE : Long.parseLong(word);
    }
}
