package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A path of the node itself. */
final class HostPathVolume implements VolumeType {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    @Override
    public String plugin() {
        return "kubernetes.io~host-path";
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getHostPath() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        return path(volume.volume().getHostPath());
    }

    /** The path, checked or made as the source says. */
    static Path path(HostPathVolumeSource source) {
        Path path = Path.of(source.getPath());
        String type = source.getType() == null ? "" : source.getType();
        try {
            switch (type) {
                // Without a type nothing is checked, but an engine refuses to bind a path that is not there.
                case "", "DirectoryOrCreate" -> {
                    if (type.isEmpty() && Files.exists(path)) return path;
                    if (!Files.isDirectory(path)) create(path, true);
                }
                case "FileOrCreate" -> {
                    if (!Files.isRegularFile(path)) create(path, false);
                }
                case "Directory" -> require(Files.isDirectory(path), path, "directory");
                case "File" -> require(Files.isRegularFile(path), path, "file");
                case "Socket" -> require(isSpecial(path, SOCKET), path, "socket");
                case "CharDevice" -> require(isSpecial(path, CHARACTER_DEVICE), path, "character device");
                case "BlockDevice" -> require(isSpecial(path, BLOCK_DEVICE), path, "block device");
                default -> throw new VolumeNotReady(type + " is an invalid volume type");
            }
        } catch (IOException failure) {
            throw new VolumeNotReady("hostPath " + path + ": " + failure.getMessage(), failure);
        }
        return path;
    }

    private static void create(Path path, boolean directory) throws IOException {
        if (Files.exists(path)) {
            throw new VolumeNotReady(
                    "hostPath type check failed: " + path + " is not a " + (directory ? "directory" : "file"));
        }
        if (directory) Files.createDirectories(path);
        else Files.createFile(path);
    }

    private static boolean isSpecial(Path path, int type) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == type;
    }

    private static void require(boolean right, Path path, String type) {
        if (!right) throw new VolumeNotReady("hostPath type check failed: " + path + " is not a " + type);
    }
}
