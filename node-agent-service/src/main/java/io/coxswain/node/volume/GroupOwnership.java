package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Gives all of a volume to the group of a Pod, to read and to write, and what will be made in it too. */
final class GroupOwnership {
    private static final int READ_WRITE = 0660;
    private static final int DIRECTORY = 02110;
    private static final int PERMISSIONS = 07777;

    private GroupOwnership() {}

    /** @param onlyOnRootMismatch leaves a volume alone whose root is right already */
    static void give(Path root, long group, boolean onlyOnRootMismatch) throws IOException {
        if (onlyOnRootMismatch && isRight(root, group)) return;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                if (Files.isSymbolicLink(path) || isRight(path, group)) continue;
                Files.setAttribute(path, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
                AtomicDirectory.chmod(path, mode(path) | wanted(path));
            }
        }
    }

    private static boolean isRight(Path path, long group) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        return owner == group && (mode(path) & wanted(path)) == wanted(path);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
    }

    private static int wanted(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? READ_WRITE | DIRECTORY : READ_WRITE;
    }
}
