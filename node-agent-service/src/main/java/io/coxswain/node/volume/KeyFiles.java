package io.coxswain.node.volume;

import io.coxswain.node.volume.AtomicDirectory.Content;
import io.fabric8.kubernetes.api.model.KeyToPath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides which keys of an object become which files. */
final class KeyFiles {
    static final int DEFAULT_MODE = 0644;

    private KeyFiles() {}

    /**
     * The files by path.
     *
     * @param items null or empty for all keys, each under its own name
     * @param missing what to say of an item whose key is not there
     */
    static Map<String, Content> of(
            Map<String, byte[]> data,
            @Nullable List<KeyToPath> items,
            @Nullable Integer defaultMode,
            boolean optional,
            String missing) {
        int mode = defaultMode == null ? DEFAULT_MODE : defaultMode;
        var files = new TreeMap<String, Content>();
        if (items == null || items.isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
            return files;
        }
        for (KeyToPath item : items) {
            byte[] bytes = data.get(item.getKey());
            if (bytes == null && optional) continue;
            if (bytes == null) throw new VolumeNotReady(missing + ": " + item.getKey());
            files.put(relative(item.getPath()), new Content(bytes, item.getMode() == null ? mode : item.getMode()));
        }
        return files;
    }

    /** Throws for a path that could lead out of the volume. */
    static String relative(String path) {
        boolean escapes = path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/", -1)).contains("..");
        if (escapes || path.startsWith("..")) throw new VolumeNotReady("invalid path \"" + path + "\"");
        return path;
    }
}
