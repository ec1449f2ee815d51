package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.claimOf;
import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.text;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps the phase of each volume, and gives one back by its reclaim policy when its claim is gone. */
public final class VolumeBinder implements Reconciler<PersistentVolume> {
    private final Api api;
    private final Informer<PersistentVolumeClaim> claims;
    private final StorageWrites writes;
    private final EventRecorder events;

    public VolumeBinder(Api api, Informers informers, EventRecorder events) {
        this.api = api;
        this.claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIM);
        this.writes = new StorageWrites(api);
        this.events = events;
    }

    @Override
    public Watches<PersistentVolume> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME)
                .wokenBy(
                        Kinds.PERSISTENT_VOLUME_CLAIM,
                        claim -> volumeName(claim).isEmpty()
                                ? Stream.empty()
                                : Stream.of(ObjectKey.cluster(volumeName(claim))));
    }

    @Override
    public Outcome reconcile(PersistentVolume volume) {
        ObjectReference reference = volume.getSpec().getClaimRef();
        if (reference == null || text(reference.getUid()).isEmpty()) {
            // Free, or set aside by a user for a claim that the claim's own pass will join.
            writes.become(volume, "Available", "", "");
            return Outcome.settled();
        }
        Optional<PersistentVolumeClaim> claim = claim(volume, reference);
        if (claim.isEmpty()) release(volume);
        else if (volumeName(claim.get()).equals(volume.getMetadata().getName())) writes.become(volume, "Bound", "", "");
        else if (!volumeName(claim.get()).isEmpty()) leftOver(volume);
        return Outcome.settled();
    }

    /** The very claim that the volume names. A deletion is believed of the API alone, since data hangs on it. */
    private Optional<PersistentVolumeClaim> claim(PersistentVolume volume, ObjectReference reference) {
        ObjectKey key = claimOf(volume).orElseThrow();
        return claims.get(key)
                .filter(found -> isSame(found, reference))
                .or(() -> api.find(Kinds.PERSISTENT_VOLUME_CLAIM, key)
                        .map(tree -> Json.view(tree, PersistentVolumeClaim.class))
                        .filter(found -> isSame(found, reference)));
    }

    private static boolean isSame(PersistentVolumeClaim claim, ObjectReference reference) {
        return reference.getUid().equals(claim.getMetadata().getUid());
    }

    /** The claim has another volume: this one was made or joined for nothing. */
    private void leftOver(PersistentVolume volume) {
        boolean made = !annotation(volume, StorageAnnotations.PROVISIONED_BY).isEmpty();
        if (made && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())) release(volume);
        else writes.unbind(volume);
    }

    private void release(PersistentVolume volume) {
        String phase = phase(volume);
        if (!phase.equals("Released") && !phase.equals("Failed")) {
            writes.become(volume, "Released", "", "");
            return;
        }
        if (phase.equals("Failed") || isTerminating(volume)) return;
        String policy = text(volume.getSpec().getPersistentVolumeReclaimPolicy());
        // A volume that a provisioner made is deleted by it.
        boolean made = !annotation(volume, StorageAnnotations.PROVISIONED_BY).isEmpty();
        if (policy.equals("Delete") && !made) {
            fail(
                    volume,
                    "VolumeFailedDelete",
                    "error getting deleter volume plugin for volume \""
                            + volume.getMetadata().getName() + "\": no deletable volume plugin matched");
        } else if (policy.equals("Recycle")) {
            fail(volume, "VolumeFailedRecycle", "the reclaim policy Recycle is not supported by this cluster");
        }
    }

    private void fail(PersistentVolume volume, String reason, String message) {
        events.warning(Subject.of(Kinds.PERSISTENT_VOLUME, volume), reason, message);
        writes.become(volume, "Failed", reason, message);
    }
}
