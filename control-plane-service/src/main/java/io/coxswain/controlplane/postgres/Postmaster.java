package io.coxswain.controlplane.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The server process that a data directory's postmaster.pid names. */
record Postmaster(long pid, int port) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /** Present where such a process is alive and really works in this directory: numbers of processes are reused. */
    static Optional<Postmaster> of(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(data));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (lines.size() <= PORT_LINE || !lines.get(PORT_LINE).strip().matches("\\d{1,5}")) return Optional.empty();
        var postmaster = new Postmaster(
                Long.parseLong(lines.get(PID_LINE).strip()),
                Integer.parseInt(lines.get(PORT_LINE).strip()));
        return postmaster.worksIn(data) ? Optional.of(postmaster) : Optional.empty();
    }

    /** Removes the file of a dead server, whose number another process may have by now. */
    static void forget(Path data) throws IOException {
        if (of(data).isEmpty()) Files.deleteIfExists(file(data));
    }

    boolean worksIn(Path data) {
        try {
            return Files.isSameFile(Path.of("/proc/" + pid + "/cwd"), data);
        } catch (IOException gone) {
            return false;
        }
    }

    private static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }
}
