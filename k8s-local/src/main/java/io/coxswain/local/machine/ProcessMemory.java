package io.coxswain.local.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory of processes as Linux accounts for it. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** A process and all below it. */
    public static Stream<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants());
    }

    /** The share of memory that is this process's own, shared pages divided among their users; 0 where unknown. */
    public static long bytes(ProcessHandle process) {
        Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
        try (Stream<String> lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException _) {
            return 0;
        }
    }

    /** Whether the process has mapped the file. */
    public static boolean maps(ProcessHandle process, Path file) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "maps"))) {
            return lines.anyMatch(line -> line.endsWith(file.toString()));
        } catch (IOException | java.io.UncheckedIOException _) {
            return false;
        }
    }
}
