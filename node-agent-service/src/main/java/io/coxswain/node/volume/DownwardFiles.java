package io.coxswain.node.volume;

import io.coxswain.node.volume.AtomicDirectory.Content;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fields of the Pod itself as files that follow its changes. */
record DownwardFiles(DownwardValues values) {
    Map<String, Content> of(
            PodVolume volume, @Nullable List<DownwardAPIVolumeFile> items, @Nullable Integer defaultMode) {
        int mode = defaultMode == null ? KeyFiles.DEFAULT_MODE : defaultMode;
        var files = new TreeMap<String, Content>();
        if (items == null) return files;
        for (DownwardAPIVolumeFile item : items) {
            String text = item.getFieldRef() != null
                    ? values.field(volume.pod(), item.getFieldRef().getFieldPath())
                    : values.resource(volume.pod(), item.getResourceFieldRef());
            files.put(
                    KeyFiles.relative(item.getPath()),
                    new Content(text.getBytes(StandardCharsets.UTF_8), item.getMode() == null ? mode : item.getMode()));
        }
        return files;
    }
}
