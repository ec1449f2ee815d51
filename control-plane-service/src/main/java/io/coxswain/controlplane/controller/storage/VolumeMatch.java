package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.capacity;
import static io.coxswain.controlplane.controller.storage.StorageFields.isFor;
import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.request;
import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeMode;

import io.coxswain.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which volume a claim gets: the one set aside for it, else the smallest that is free and has all it asks for. */
public final class VolumeMatch {
    private VolumeMatch() {}

    /**
     * The one among these; empty when none suits.
     *
     * @param onlySetAside for a claim whose volume the scheduler chooses together with the node of its Pod
     */
    public static Optional<PersistentVolume> find(
            PersistentVolumeClaim claim, List<PersistentVolume> volumes, boolean onlySetAside) {
        Optional<PersistentVolume> setAside = volumes.stream()
                .filter(volume -> volume.getSpec().getClaimRef() != null && isFor(volume, claim))
                .filter(volume -> fault(volume, claim).isEmpty())
                .min(Comparator.comparing(StorageFields::capacity));
        if (setAside.isPresent() || onlySetAside) return setAside;
        return volumes.stream()
                .filter(volume -> volume.getSpec().getClaimRef() == null)
                .filter(volume -> phase(volume).equals("Available") && !isTerminating(volume))
                .filter(volume -> fault(volume, claim).isEmpty() && isSelected(volume, claim))
                .min(Comparator.comparing(StorageFields::capacity));
    }

    /** Why a volume that is meant for a claim cannot be bound to it. */
    static Optional<String> fault(PersistentVolume volume, PersistentVolumeClaim claim) {
        if (capacity(volume).compareTo(request(claim)) < 0) return Optional.of("requested PV is too small");
        if (!storageClass(volume).equals(storageClass(claim))) {
            return Optional.of("storageClassName does not match");
        }
        if (!volumeMode(volume.getSpec().getVolumeMode())
                .equals(volumeMode(claim.getSpec().getVolumeMode()))) {
            return Optional.of("incompatible volumeMode");
        }
        if (!new HashSet<>(volume.getSpec().getAccessModes())
                .containsAll(claim.getSpec().getAccessModes())) {
            return Optional.of("incompatible accessMode");
        }
        return Optional.empty();
    }

    private static boolean isSelected(PersistentVolume volume, PersistentVolumeClaim claim) {
        var selector = claim.getSpec().getSelector();
        return selector == null
                || LabelSelector.of(selector)
                        .matches(Objects.requireNonNullElse(volume.getMetadata().getLabels(), Map.of()));
    }
}
