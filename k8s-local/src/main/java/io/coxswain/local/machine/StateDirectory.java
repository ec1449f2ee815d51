package io.coxswain.local.machine;

import io.coxswain.local.profile.LocalException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes a directory of ours, with what is mounted below it. */
public final class StateDirectory {
    private StateDirectory() {}

    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        unmountBelow(directory);
        // A mount that could not be undone must not be emptied: it may be somebody's data.
        if (!mountsBelow(directory).isEmpty()) {
            throw new LocalException("still mounted below " + directory + ": " + mountsBelow(directory));
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) throws IOException {
                if (failure != null) throw failure;
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void unmountBelow(Path directory) throws IOException {
        for (Path mount : mountsBelow(directory).reversed()) {
            try {
                new ProcessBuilder("umount", mount.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalException("interrupted", e);
            }
        }
    }

    private static List<Path> mountsBelow(Path directory) throws IOException {
        Path table = Path.of("/proc/self/mountinfo");
        if (!Files.exists(table)) return List.of();
        // The kernel tells paths without links, and what is not seen to be mounted would be emptied.
        Path real = directory.toRealPath();
        return Files.readAllLines(table).stream()
                .map(line -> Path.of(line.split(" ", 6)[4].replace("\\040", " ")))
                .filter(mount -> mount.startsWith(real))
                .toList();
    }
}
