package io.coxswain.controlplane.controller.storage;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads claims and volumes; what is absent reads as empty. */
public final class StorageFields {
    private static final String STORAGE = "storage";

    private StorageFields() {}

    public static String annotation(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    public static boolean isAnnotated(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(name);
    }

    public static boolean isTerminating(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    public static String storageClass(PersistentVolumeClaim claim) {
        if (isAnnotated(claim, StorageAnnotations.OLD_CLASS)) return annotation(claim, StorageAnnotations.OLD_CLASS);
        return text(claim.getSpec().getStorageClassName());
    }

    public static String storageClass(PersistentVolume volume) {
        if (isAnnotated(volume, StorageAnnotations.OLD_CLASS)) return annotation(volume, StorageAnnotations.OLD_CLASS);
        return text(volume.getSpec().getStorageClassName());
    }

    public static String volumeName(PersistentVolumeClaim claim) {
        return text(claim.getSpec().getVolumeName());
    }

    static String volumeMode(@Nullable String mode) {
        return mode == null || mode.isEmpty() ? "Filesystem" : mode;
    }

    static BigDecimal request(PersistentVolumeClaim claim) {
        var resources = claim.getSpec().getResources();
        return resources == null ? BigDecimal.ZERO : storage(resources.getRequests());
    }

    /** As the claim writes it; no claim is taken without. */
    static String requestText(PersistentVolumeClaim claim) {
        return Objects.requireNonNull(
                        claim.getSpec().getResources().getRequests().get(STORAGE))
                .toString();
    }

    static BigDecimal capacity(PersistentVolume volume) {
        return storage(volume.getSpec().getCapacity());
    }

    static BigDecimal capacity(PersistentVolumeClaim claim) {
        return claim.getStatus() == null
                ? BigDecimal.ZERO
                : storage(claim.getStatus().getCapacity());
    }

    public static String phase(PersistentVolumeClaim claim) {
        return claim.getStatus() == null ? "" : text(claim.getStatus().getPhase());
    }

    public static String phase(PersistentVolume volume) {
        return volume.getStatus() == null ? "" : text(volume.getStatus().getPhase());
    }

    /** The claim that a volume names, which need not be the one that has this name now. */
    static Optional<ObjectKey> claimOf(PersistentVolume volume) {
        ObjectReference claim =
                volume.getSpec() == null ? null : volume.getSpec().getClaimRef();
        return claim == null
                ? Optional.empty()
                : Optional.of(new ObjectKey(text(claim.getNamespace()), text(claim.getName())));
    }

    /** Whether a volume is set aside for this very claim, or for whichever has its name. */
    static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference reference = volume.getSpec().getClaimRef();
        if (reference == null || !claimOf(volume).equals(Optional.of(ObjectKey.of(claim)))) return false;
        String uid = text(reference.getUid());
        return uid.isEmpty() || uid.equals(claim.getMetadata().getUid());
    }

    static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    private static BigDecimal storage(@Nullable Map<String, Quantity> amounts) {
        Quantity amount = amounts == null ? null : amounts.get(STORAGE);
        return amount == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(amount);
    }
}
