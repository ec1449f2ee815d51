package io.coxswain.controlplane.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A file of lines that is put aside when it is full; of those put aside the newest are kept. Used by one thread. */
final class RotatingFile implements AutoCloseable {
    private final Path file;
    private final long maxBytes;
    private final int maxBackups;
    private OutputStream out;
    private long size;

    RotatingFile(Path file, long maxBytes, int maxBackups) throws IOException {
        this.file = file.toAbsolutePath();
        this.maxBytes = maxBytes;
        this.maxBackups = maxBackups;
        Files.createDirectories(Objects.requireNonNull(this.file.getParent(), "a file has a directory"));
        this.out = open();
    }

    void write(byte[] line) throws IOException {
        if (size > 0 && size + line.length + 1 > maxBytes) rotate();
        out.write(line);
        out.write('\n');
        size += line.length + 1L;
    }

    void flush() throws IOException {
        out.flush();
    }

    private void rotate() throws IOException {
        out.close();
        Files.deleteIfExists(aside(maxBackups));
        for (int number = maxBackups - 1; number >= 1; number--) {
            if (Files.exists(aside(number))) Files.move(aside(number), aside(number + 1));
        }
        if (maxBackups > 0) Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
        else Files.delete(file);
        out = open();
    }

    private Path aside(int number) {
        return Path.of(file + "." + number);
    }

    /** For its owner alone: it tells who did what. */
    private OutputStream open() throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        size = Files.size(file);
        return new java.io.BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
