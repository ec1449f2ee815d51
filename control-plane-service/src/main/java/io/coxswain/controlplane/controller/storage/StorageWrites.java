package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.isAnnotated;
import static io.coxswain.controlplane.controller.storage.StorageFields.isFor;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the controllers of storage write; each write holds only for the object that was read. */
final class StorageWrites {
    private final Api api;

    StorageWrites(Api api) {
        this.api = api;
    }

    /**
     * Joins a claim and a volume: first the volume, which decides between claims that want the same one, then the
     * claim. A binding that broke off in the middle is completed by the next pass.
     */
    void bind(PersistentVolumeClaim claim, PersistentVolume volume) {
        PersistentVolume ours = bindVolume(volume, claim);
        become(ours, "Bound", "", "");
        PersistentVolumeClaim theirs = bindClaim(claim, volume);
        claimStatus(theirs, ours);
    }

    private PersistentVolume bindVolume(PersistentVolume volume, PersistentVolumeClaim claim) {
        var reference = volume.getSpec().getClaimRef();
        if (reference != null
                && Objects.equals(reference.getUid(), claim.getMetadata().getUid())) return volume;
        ObjectNode patch = of(volume);
        if (!isFor(volume, claim)) annotate(patch, StorageAnnotations.BOUND_BY_CONTROLLER, "yes");
        patch.putObject("spec").set("claimRef", reference(claim));
        return view(Kinds.PERSISTENT_VOLUME, volume, patch, null, PersistentVolume.class);
    }

    static ObjectNode reference(PersistentVolumeClaim claim) {
        return Json.object()
                .put("kind", "PersistentVolumeClaim")
                .put("apiVersion", "v1")
                .put("namespace", claim.getMetadata().getNamespace())
                .put("name", claim.getMetadata().getName())
                .put("uid", claim.getMetadata().getUid())
                .put("resourceVersion", claim.getMetadata().getResourceVersion());
    }

    private PersistentVolumeClaim bindClaim(PersistentVolumeClaim claim, PersistentVolume volume) {
        String name = volume.getMetadata().getName();
        boolean named = volumeName(claim).equals(name);
        if (named && isAnnotated(claim, StorageAnnotations.BIND_COMPLETED)) return claim;
        ObjectNode patch = of(claim);
        annotate(patch, StorageAnnotations.BIND_COMPLETED, "yes");
        if (!named) {
            annotate(patch, StorageAnnotations.BOUND_BY_CONTROLLER, "yes");
            patch.putObject("spec").put("volumeName", name);
        }
        return view(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, null, PersistentVolumeClaim.class);
    }

    private void claimStatus(PersistentVolumeClaim claim, PersistentVolume volume) {
        boolean bound = phase(claim).equals("Bound");
        if (bound && claim.getStatus().getAccessModes().equals(volume.getSpec().getAccessModes())) return;
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status").put("phase", "Bound");
        var modes = status.putArray("accessModes");
        volume.getSpec().getAccessModes().forEach(modes::add);
        // Of a bound claim the capacity is what its file system has, which follows an expansion later.
        if (!bound) {
            ObjectNode capacity = status.putObject("capacity");
            volume.getSpec().getCapacity().forEach((name, amount) -> capacity.put(name, amount.toString()));
        }
        patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, "status");
    }

    void become(PersistentVolumeClaim claim, String phase) {
        if (phase(claim).equals(phase)) return;
        ObjectNode patch = of(claim);
        patch.putObject("status").put("phase", phase);
        patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, "status");
    }

    /** The phase of a volume, with reason and message of a failure or empty ones. */
    void become(PersistentVolume volume, String phase, String reason, String message) {
        if (phase(volume).equals(phase)) return;
        ObjectNode patch = of(volume);
        ObjectNode status = patch.putObject("status").put("phase", phase);
        if (reason.isEmpty()) status.putNull("reason").putNull("message");
        else status.put("reason", reason).put("message", message);
        patch(Kinds.PERSISTENT_VOLUME, volume, patch, "status");
    }

    /** A volume that the binder had joined to a claim is free again; one that a user set aside stays so. */
    void unbind(PersistentVolume volume) {
        ObjectNode patch = of(volume);
        ObjectNode spec = patch.putObject("spec");
        if (isAnnotated(volume, StorageAnnotations.BOUND_BY_CONTROLLER)) {
            annotate(patch, StorageAnnotations.BOUND_BY_CONTROLLER, null);
            spec.putNull("claimRef");
        } else {
            spec.putObject("claimRef").putNull("uid").putNull("resourceVersion");
        }
        PersistentVolume freed = view(Kinds.PERSISTENT_VOLUME, volume, patch, null, PersistentVolume.class);
        become(freed, "Available", "", "");
    }

    /** Tells a provisioner that a claim is its. */
    void assign(PersistentVolumeClaim claim, String provisioner) {
        if (annotation(claim, StorageAnnotations.PROVISIONER).equals(provisioner)) return;
        ObjectNode patch = of(claim);
        annotate(patch, StorageAnnotations.PROVISIONER, provisioner);
        annotate(patch, StorageAnnotations.OLD_PROVISIONER, provisioner);
        patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, null);
    }

    /** The scheduler is to choose anew. */
    void forgetNode(PersistentVolumeClaim claim) {
        ObjectNode patch = of(claim);
        annotate(patch, StorageAnnotations.SELECTED_NODE, null);
        patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, null);
    }

    void storageClass(PersistentVolumeClaim claim, String name) {
        ObjectNode patch = of(claim);
        patch.putObject("spec").put("storageClassName", name);
        patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, null);
    }

    /** A patch that is for this version of an object only. */
    static ObjectNode of(HasMetadata object) {
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", object.getMetadata().getResourceVersion());
        return patch;
    }

    private static void annotate(ObjectNode patch, String name, @Nullable String value) {
        Metadata.of(patch).withObject("/annotations").put(name, value);
    }

    ObjectNode patch(Kind<?> kind, HasMetadata object, ObjectNode patch, @Nullable String subresource) {
        return api.patch(kind, ObjectKey.of(object), PatchType.MERGE, patch, subresource);
    }

    private <T extends HasMetadata> T view(
            Kind<T> kind, T object, ObjectNode patch, @Nullable String subresource, Class<T> type) {
        return Json.view(patch(kind, object, patch, subresource), type);
    }
}
