package io.coxswain.node.volume;

import io.coxswain.node.volume.ObjectFiles.Selected;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of volume types. */
public record VolumeTypes(List<VolumeType> all) {
    public VolumeTypes {
        all = List.copyOf(all);
    }

    public static VolumeTypes standard(
            ReferencedObjects objects,
            DownwardValues values,
            ServiceAccountTokens tokens,
            NodeStorage node,
            VolumeImages images) {
        var files = new ObjectFiles(objects);
        var downward = new DownwardFiles(values);
        return new VolumeTypes(List.of(
                new FilesVolume(
                        "kubernetes.io~configmap",
                        volume -> volume.getConfigMap() != null,
                        false,
                        volume -> configMap(files, volume),
                        objects.clock()),
                new FilesVolume(
                        "kubernetes.io~secret",
                        volume -> volume.getSecret() != null,
                        true,
                        volume -> secret(files, volume),
                        objects.clock()),
                new FilesVolume(
                        "kubernetes.io~downward-api",
                        volume -> volume.getDownwardAPI() != null,
                        true,
                        volume -> downward(downward, volume),
                        objects.clock()),
                new FilesVolume(
                        "kubernetes.io~projected",
                        volume -> volume.getProjected() != null,
                        true,
                        new ProjectedFiles(files, downward, tokens),
                        objects.clock()),
                new EmptyDirVolume(),
                new HostPathVolume(),
                new ClaimVolume(objects, node),
                new ImageVolume(images),
                new NfsVolume()));
    }

    private static Map<String, AtomicDirectory.Content> configMap(ObjectFiles files, PodVolume volume) {
        var source = volume.volume().getConfigMap();
        return files.configMap(
                volume,
                new Selected(source.getName(), source.getItems(), source.getDefaultMode(), source.getOptional()));
    }

    private static Map<String, AtomicDirectory.Content> secret(ObjectFiles files, PodVolume volume) {
        var source = volume.volume().getSecret();
        return files.secret(
                volume,
                new Selected(source.getSecretName(), source.getItems(), source.getDefaultMode(), source.getOptional()));
    }

    private static Map<String, AtomicDirectory.Content> downward(DownwardFiles files, PodVolume volume) {
        var source = volume.volume().getDownwardAPI();
        return files.of(volume, source.getItems(), source.getDefaultMode());
    }

    public Optional<VolumeType> of(Volume volume) {
        return all.stream().filter(type -> type.handles(volume)).findFirst();
    }
}
