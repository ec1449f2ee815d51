package io.coxswain.node.volume;

import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of a Secret as files that follow its changes; they are kept in memory, never on the node's disk. */
final class SecretVolume implements VolumeType {
    private final ReferencedObjects objects;

    SecretVolume(ReferencedObjects objects) {
        this.objects = objects;
    }

    @Override
    public String plugin() {
        return "kubernetes.io~secret";
    }

    @Override
    public boolean handles(Volume volume) {
        return volume.getSecret() != null;
    }

    @Override
    public Path setUp(PodVolume volume) {
        SecretVolumeSource source = volume.volume().getSecret();
        boolean optional = Boolean.TRUE.equals(source.getOptional());
        Optional<Secret> found = objects.follow(
                Kinds.SECRET, new ObjectKey(volume.namespace(), source.getSecretName()), volume.podUid());
        if (found.isEmpty() && !optional) {
            throw new VolumeNotReady("secret \"" + source.getSecretName() + "\" not found");
        }
        var files = KeyFiles.of(
                found.map(SecretVolume::data).orElse(Map.of()),
                source.getItems(),
                source.getDefaultMode(),
                optional,
                "references non-existent secret key");
        try {
            Files.createDirectories(volume.directory());
            if (!Tmpfs.isMounted(volume.directory())) Tmpfs.mount(volume.directory(), 0);
            AtomicDirectory.write(
                    volume.directory(), files, PodVolumes.group(volume.pod()), Instant.now(objects.clock()));
            return volume.directory();
        } catch (IOException failure) {
            throw new VolumeNotReady("secret \"" + source.getSecretName() + "\": " + failure.getMessage(), failure);
        }
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
