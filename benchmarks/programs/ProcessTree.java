import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU and memory of some processes and all their descendants, as the kernel accounts them (Linux). */
record ProcessTree(List<Long> roots) {
    private static final double TICKS_PER_SECOND = 100;

    /** User and system time so far, children that have ended and were waited for included. */
    double cpuSeconds() {
        return all().mapToDouble(ProcessTree::cpuSeconds).sum();
    }

    /** The proportional share of memory that is resident. */
    long residentMebibytes() {
        return all().mapToLong(ProcessTree::proportionalKibibytes).sum() / 1024;
    }

    private Stream<Long> all() {
        return roots.stream()
                .flatMap(root -> ProcessHandle.of(root).stream())
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                .map(ProcessHandle::pid)
                .distinct();
    }

    private static double cpuSeconds(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        if (stat.isEmpty()) return 0;
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int field = 11; field <= 14; field++) ticks += Long.parseLong(fields[field]);
        return ticks / TICKS_PER_SECOND;
    }

    private static long proportionalKibibytes(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException failure) {
            if (String.valueOf(failure.getMessage()).contains("No such process")) return "";
            throw new UncheckedIOException(failure);
        }
    }
}
