package io.coxswain.node.volume;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of a ConfigMap as files that follow its changes. */
final class ConfigMapVolume implements VolumeType {
    private final ReferencedObjects objects;

    ConfigMapVolume(ReferencedObjects objects) {
        this.objects = objects;
    }

    @Override
    public String plugin() {
        return "kubernetes.io~configmap";
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getConfigMap() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        ConfigMapVolumeSource source = volume.volume().getConfigMap();
        boolean optional = Boolean.TRUE.equals(source.getOptional());
        Optional<ConfigMap> found =
                objects.follow(Kinds.CONFIG_MAP, new ObjectKey(volume.namespace(), source.getName()), volume.podUid());
        if (found.isEmpty() && !optional) {
            throw new VolumeNotReady("configmap \"" + source.getName() + "\" not found");
        }
        var files = KeyFiles.of(
                found.map(ConfigMapVolume::data).orElse(Map.of()),
                source.getItems(),
                source.getDefaultMode(),
                optional,
                "configmap references non-existent config key");
        try {
            AtomicDirectory.write(
                    volume.directory(), files, PodVolumes.group(volume.pod()), Instant.now(objects.clock()));
            return volume.directory();
        } catch (IOException failure) {
            throw new VolumeNotReady("configmap \"" + source.getName() + "\": " + failure.getMessage(), failure);
        }
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
}
