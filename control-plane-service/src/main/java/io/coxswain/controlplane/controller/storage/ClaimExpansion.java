package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.capacity;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.request;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a bound claim the size that it asks for. A directory has no file system of its own to grow, so the volume and
 * the claim follow at once, and no condition of a resize under way is ever to be seen.
 */
public final class ClaimExpansion implements Reconciler<PersistentVolumeClaim> {
    private final Informer<PersistentVolume> volumes;
    private final StorageWrites writes;
    private final EventRecorder events;

    public ClaimExpansion(Api api, Informers informers, EventRecorder events) {
        this.volumes = informers.of(Kinds.PERSISTENT_VOLUME);
        this.writes = new StorageWrites(api);
        this.events = events;
    }

    @Override
    public Watches<PersistentVolumeClaim> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME_CLAIM);
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        boolean grows = phase(claim).equals("Bound") && request(claim).compareTo(capacity(claim)) > 0;
        Optional<PersistentVolume> volume =
                grows ? volumes.get(ObjectKey.cluster(volumeName(claim))) : Optional.empty();
        if (volume.isEmpty()) return Outcome.settled();
        Subject subject = Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim);
        if (!annotation(volume.get(), StorageAnnotations.PROVISIONED_BY).equals(LocalPath.PROVISIONER)) {
            events.normal(subject, "ExternalExpanding", "waiting for an external controller to expand this PVC");
            return Outcome.settled();
        }
        String size = StorageFields.requestText(claim);
        if (capacity(volume.get()).compareTo(request(claim)) < 0) {
            ObjectNode patch = StorageWrites.of(volume.get());
            patch.putObject("spec").putObject("capacity").put("storage", size);
            writes.patch(Kinds.PERSISTENT_VOLUME, volume.get(), patch, null);
        }
        ObjectNode patch = StorageWrites.of(claim);
        patch.putObject("status").putObject("capacity").put("storage", size);
        writes.patch(Kinds.PERSISTENT_VOLUME_CLAIM, claim, patch, "status");
        events.normal(subject, "VolumeResizeSuccessful", "ExpandVolume succeeded for volume " + ObjectKey.of(claim));
        return Outcome.settled();
    }
}
