package io.coxswain.local.machine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The control groups that a cluster's Pods had below {@code /coxswain}; systemd removes slices by itself. */
public final class ControlGroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private ControlGroups() {}

    /** Removes those without processes. */
    public static void remove(String clusterName) throws IOException {
        for (Path hierarchy : hierarchies()) {
            Path top = hierarchy.resolve("coxswain").resolve(clusterName);
            if (!Files.isDirectory(top)) continue;
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFileFailed(Path gone, IOException failure) {
                    // Another node of the cluster is taken away at the same time.
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path group, @Nullable IOException failure)
                        throws IOException {
                    removeOne(group);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    /** The one of version 2, or one per controller of version 1. */
    private static List<Path> hierarchies() throws IOException {
        if (!Files.isDirectory(ROOT) || Files.exists(ROOT.resolve("cgroup.controllers"))) return List.of(ROOT);
        try (Stream<Path> controllers = Files.list(ROOT)) {
            return controllers.filter(Files::isDirectory).toList();
        }
    }

    private static void removeOne(Path group) throws IOException {
        try {
            Files.delete(group);
        } catch (FileSystemException e) {
            // Busy: a process that is being killed. It goes with its last process, and costs nothing until then.
            if (Files.exists(group) && !String.valueOf(e.getReason()).contains("busy")) throw e;
        }
    }
}
