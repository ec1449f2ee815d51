package io.coxswain.node.volume;

import io.coxswain.node.volume.AtomicDirectory.Content;
import io.coxswain.node.volume.ObjectFiles.Selected;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files of several sources in one volume. */
record ProjectedFiles(ObjectFiles objects, DownwardFiles downward, ServiceAccountTokens tokens) implements FileSource {
    /** A token is its owner's alone, where the owner or the group is known. */
    private static final int OWNER_ONLY = 0600;

    @Override
    public Map<String, Content> files(PodVolume volume) {
        ProjectedVolumeSource projected = volume.volume().getProjected();
        Integer mode = projected.getDefaultMode();
        var files = new TreeMap<String, Content>();
        for (VolumeProjection source :
                Objects.requireNonNullElse(projected.getSources(), List.<VolumeProjection>of())) {
            files.putAll(files(volume, source, mode));
        }
        return files;
    }

    private Map<String, Content> files(PodVolume volume, VolumeProjection source, @Nullable Integer mode) {
        if (source.getConfigMap() != null) {
            var map = source.getConfigMap();
            return objects.configMap(volume, new Selected(map.getName(), map.getItems(), mode, map.getOptional()));
        }
        if (source.getSecret() != null) {
            var secret = source.getSecret();
            return objects.secret(
                    volume, new Selected(secret.getName(), secret.getItems(), mode, secret.getOptional()));
        }
        if (source.getDownwardAPI() != null) {
            return downward.of(volume, source.getDownwardAPI().getItems(), mode);
        }
        if (source.getServiceAccountToken() != null) return token(volume, source.getServiceAccountToken(), mode);
        throw new VolumeNotReady("a projected source is of a type that is not supported");
    }

    private Map<String, Content> token(
            PodVolume volume, ServiceAccountTokenProjection source, @Nullable Integer defaultMode) {
        byte[] token = tokens.token(volume.pod(), source).getBytes(StandardCharsets.UTF_8);
        Long user = PodVolumes.user(volume.pod());
        boolean owned = user != null || PodVolumes.group(volume.pod()) != null;
        int mode = owned ? OWNER_ONLY : Objects.requireNonNullElse(defaultMode, KeyFiles.DEFAULT_MODE);
        return Map.of(KeyFiles.relative(source.getPath()), new Content(token, mode, user));
    }
}
