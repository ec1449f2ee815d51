package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;

/** The registry of volume types. */
public record VolumeTypes(List<VolumeType> all) {
    public VolumeTypes {
        all = List.copyOf(all);
    }

    public static VolumeTypes standard(ReferencedObjects objects) {
        return new VolumeTypes(List.of(
                new ConfigMapVolume(objects), new EmptyDirVolume(), new HostPathVolume(), new SecretVolume(objects)));
    }

    public Optional<VolumeType> of(Volume volume) {
        return all.stream().filter(type -> type.handles(volume)).findFirst();
    }
}
