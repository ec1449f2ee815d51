package io.coxswain.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Parts of volumes as mounts of their own. A container may write links into its volume at any time; a part is therefore
 * opened beneath the volume, and what was opened is mounted, so that no link can lead out of it.
 */
public final class SubPaths {
    private SubPaths() {}

    /**
     * Mounts a part of {@code volume} at a place of its own and returns that place. A part that is not there becomes a
     * directory with the permissions of the volume.
     *
     * @param place is made anew, so that a new run of a container sees what the volume holds now
     */
    public static Path mount(Path volume, String part, Path place) throws IOException {
        int opened = open(volume, part);
        try {
            Path source = Path.of("/proc/self/fd/" + opened);
            prepare(place, Files.isDirectory(source));
            LinuxMounts.bind(source, place);
            return place;
        } finally {
            LinuxMounts.close(opened);
        }
    }

    private static int open(Path volume, String part) throws IOException {
        int root = LinuxMounts.open(volume);
        try {
            int mode = (int) Files.getAttribute(volume, "unix:mode") & 07777;
            List<String> names = List.of(part.split("/+", -1));
            for (int depth = 1; depth <= names.size(); depth++) {
                String path = String.join("/", names.subList(0, depth));
                if (path.isEmpty() || path.equals(".") || LinuxMounts.isBeneath(root, path)) continue;
                LinuxMounts.makeDirectoryBeneath(
                        root, String.join("/", names.subList(0, depth - 1)), names.get(depth - 1), mode);
            }
            return LinuxMounts.openBeneath(root, part.isEmpty() ? "." : part);
        } finally {
            LinuxMounts.close(root);
        }
    }

    private static void prepare(Path place, boolean directory) throws IOException {
        if (Tmpfs.isMounted(place)) Tmpfs.unmount(place);
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) != directory) Files.deleteIfExists(place);
        if (directory) Files.createDirectories(place);
        else if (!Files.exists(place)) {
            Files.createDirectories(place.getParent());
            Files.createFile(place);
        }
    }
}
