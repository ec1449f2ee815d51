package io.coxswain.node.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What went through one network interface since it was made. */
public record InterfaceFigures(String name, Direction received, Direction transmitted) {
    public record Direction(long bytes, long packets, long errors, long dropped) {}

    private static final int HEAD_LINES = 2;
    private static final int TRANSMITTED = 8;

    /** The interfaces of a {@code net/dev} table but for the loopback; none where its process is gone. */
    static List<InterfaceFigures> read(Path table) {
        if (!Files.exists(table)) return List.of();
        var interfaces = new ArrayList<InterfaceFigures>();
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException gone) {
            // A process that ends meanwhile takes its table along.
            return List.of();
        }
        for (String line : lines.stream().skip(HEAD_LINES).toList()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).strip();
            if (name.equals("lo")) continue;
            String[] words = line.substring(colon + 1).strip().split(" +", -1);
            interfaces.add(new InterfaceFigures(name, direction(words, 0), direction(words, TRANSMITTED)));
        }
        return interfaces;
    }

    private static Direction direction(String[] words, int from) {
        return new Direction(
                Long.parseLong(words[from]),
                Long.parseLong(words[from + 1]),
                Long.parseLong(words[from + 2]),
                Long.parseLong(words[from + 3]));
    }
}
