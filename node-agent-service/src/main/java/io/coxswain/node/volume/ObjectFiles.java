package io.coxswain.node.volume;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.volume.AtomicDirectory.Content;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys of ConfigMaps and Secrets as files that follow the changes of the object. */
record ObjectFiles(ReferencedObjects objects) {
    /**
     * Which keys become which files.
     *
     * @param items null or empty for all keys, each under its own name
     * @param mode null for 0644
     */
    record Selected(
            String name,
            @Nullable List<KeyToPath> items,
            @Nullable Integer mode,
            @Nullable Boolean optional) {
        boolean isOptional() {
            return Boolean.TRUE.equals(optional);
        }
    }

    Map<String, Content> configMap(PodVolume volume, Selected keys) {
        Optional<ConfigMap> found =
                objects.follow(Kinds.CONFIG_MAP, new ObjectKey(volume.namespace(), keys.name()), volume.podUid());
        if (found.isEmpty() && !keys.isOptional()) {
            throw new VolumeNotReady("configmap \"" + keys.name() + "\" not found");
        }
        return KeyFiles.of(
                found.map(ObjectFiles::data).orElse(Map.of()),
                keys.items(),
                keys.mode(),
                keys.isOptional(),
                "configmap references non-existent config key");
    }

    Map<String, Content> secret(PodVolume volume, Selected keys) {
        Optional<Secret> found =
                objects.follow(Kinds.SECRET, new ObjectKey(volume.namespace(), keys.name()), volume.podUid());
        if (found.isEmpty() && !keys.isOptional()) {
            throw new VolumeNotReady("secret \"" + keys.name() + "\" not found");
        }
        return KeyFiles.of(
                found.map(ObjectFiles::data).orElse(Map.of()),
                keys.items(),
                keys.mode(),
                keys.isOptional(),
                "references non-existent secret key");
    }

    private static Map<String, byte[]> data(ConfigMap map) {
        var data = new TreeMap<String, byte[]>();
        if (map.getData() != null) {
            map.getData().forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
        }
        if (map.getBinaryData() != null) {
            map.getBinaryData()
                    .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        }
        return data;
    }

    private static Map<String, byte[]> data(Secret secret) {
        var data = new TreeMap<String, byte[]>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        }
        return data;
    }
}
