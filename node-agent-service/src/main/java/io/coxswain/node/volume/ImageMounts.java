package io.coxswain.node.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sees which images the nodes of this machine have mounted as volumes, whoever mounted them. */
public final class ImageMounts {
    private static final Path MACHINE = Path.of("/proc/1/mountinfo");
    private static final Path OWN = Path.of("/proc/self/mountinfo");

    private ImageMounts() {}

    /** The uppermost layer tells an image: a union names it as it was given, a bind by the directory itself. */
    public static boolean haveMounted(List<Path> layers) {
        if (layers.isEmpty()) return false;
        try {
            Path top = layers.getFirst();
            if (!Files.exists(top)) return false;
            String given = end(top);
            String real = end(top.toRealPath());
            return mounts().stream()
                    .filter(line -> line.contains("/" + ImageVolume.PLUGIN + "/"))
                    .anyMatch(line -> line.contains(given) || line.contains(real));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> mounts() throws IOException {
        try {
            return Files.readAllLines(MACHINE);
        } catch (IOException notAllowed) {
            return Files.readAllLines(OWN);
        }
    }

    /** The last two names, since one process may see a path below another root than the next. */
    private static String end(Path path) {
        int names = path.getNameCount();
        return "/" + path.subpath(Math.max(0, names - 2), names);
    }
}
