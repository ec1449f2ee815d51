package io.coxswain.node.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Reads the kernel's small files. A file that is missing, as an optional controller's is, reads as zero or empty. */
final class GroupFile {
    private static final long NO_LIMIT = 1L << 62;

    private GroupFile() {}

    static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException failure) {
            // A group that goes while it is read answers "No such device".
            if (String.valueOf(failure.getMessage()).contains("No such device")) return List.of();
            throw failure;
        }
    }

    static OptionalLong number(Path file) throws IOException {
        List<String> lines = lines(file);
        if (lines.isEmpty() || lines.getFirst().equals("max")) return OptionalLong.empty();
        return OptionalLong.of(Long.parseUnsignedLong(lines.getFirst().strip()));
    }

    /** Version 1 writes a huge number for no limit, version 2 {@code max}. */
    static OptionalLong limit(Path file) throws IOException {
        OptionalLong number = number(file);
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() < NO_LIMIT
                ? number
                : OptionalLong.empty();
    }

    /** Lines of a name and a number. */
    static Map<String, Long> table(Path file) throws IOException {
        var table = new HashMap<String, Long>();
        for (String line : lines(file)) {
            String[] words = line.split("[: ]+", -1);
            if (words.length >= 2 && words[1].chars().allMatch(Character::isDigit) && !words[1].isEmpty()) {
                table.put(words[0], Long.parseUnsignedLong(words[1]));
            }
        }
        return table;
    }

    static long of(Map<String, Long> table, String name) {
        return Objects.requireNonNullElse(table.get(name), 0L);
    }

    static List<Integer> processes(Path file) throws IOException {
        return lines(file).stream().map(Integer::valueOf).toList();
    }
}
