package io.coxswain.node.registration;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the node knows of the machine that it is on. */
public record Machine(long cpuMillis, long memoryBytes, String machineId, String bootId, String architecture) {
    private static final Path MEMORY = Path.of("/proc/meminfo");

    public static Machine read() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors() * 1000L,
                memory("MemTotal:"),
                line(Path.of("/etc/machine-id")),
                line(Path.of("/proc/sys/kernel/random/boot_id")),
                switch (System.getProperty("os.arch")) {
                    case "aarch64", "arm64" -> "arm64";
                    default -> "amd64";
                });
    }

    public static long diskBytes(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return store.getTotalSpace();
    }

    /** The processes and threads of the machine. */
    public static long processes() throws IOException {
        String[] load = line(Path.of("/proc/loadavg")).split(" ", -1);
        return Long.parseLong(load[3].substring(load[3].indexOf('/') + 1));
    }

    public static long mostProcesses() throws IOException {
        return Math.min(number("/proc/sys/kernel/pid_max"), number("/proc/sys/kernel/threads-max"));
    }

    private static long number(String file) throws IOException {
        return Long.parseLong(line(Path.of(file)));
    }

    /** Bytes, by the name of a field of the kernel's own account such as {@code MemTotal:}. */
    public static long memory(String field) throws IOException {
        for (String line : Files.readAllLines(MEMORY)) {
            if (line.startsWith(field)) return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
        throw new IOException(MEMORY + " has no " + field);
    }

    private static String line(Path file) throws IOException {
        if (!Files.exists(file)) return "";
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getFirst().strip();
    }
}
