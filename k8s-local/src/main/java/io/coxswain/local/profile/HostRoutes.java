package io.coxswain.local.profile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The address ranges that this machine reaches already, from the kernel's routing table. */
public final class HostRoutes {
    private HostRoutes() {}

    public static List<Cidr> read() {
        Path table = Path.of("/proc/net/route");
        if (!Files.isReadable(table)) return List.of();
        try {
            return parse(Files.readAllLines(table));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the routes of this machine", e);
        }
    }

    /** Default routes are left out: they overlap everything. */
    static List<Cidr> parse(List<String> lines) {
        List<Cidr> routes = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.trim().split("\\s+", -1);
            if (fields.length < 8) continue;
            int prefix = Integer.bitCount(Integer.parseUnsignedInt(fields[7], 16));
            if (prefix > 0) {
                routes.add(new Cidr(Integer.reverseBytes(Integer.parseUnsignedInt(fields[1], 16)), prefix));
            }
        }
        return List.copyOf(routes);
    }
}
