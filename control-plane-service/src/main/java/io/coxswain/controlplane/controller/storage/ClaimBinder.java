package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.claimOf;
import static io.coxswain.controlplane.controller.storage.StorageFields.isAnnotated;
import static io.coxswain.controlplane.controller.storage.StorageFields.isFor;
import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a volume for each claim, or has one made for it, and tells when a claim has lost its own. */
public final class ClaimBinder implements Reconciler<PersistentVolumeClaim> {
    /** No provisioner of this prefix is part of the cluster; other names are those of programs that run beside it. */
    private static final String IN_TREE = "kubernetes.io/";

    private final Informer<PersistentVolume> volumes;
    private final Informer<PersistentVolumeClaim> claims;
    private final StorageClasses classes;
    private final StorageWrites writes;
    private final EventRecorder events;

    public ClaimBinder(Api api, Informers informers, EventRecorder events) {
        this.volumes = informers.of(Kinds.PERSISTENT_VOLUME);
        this.claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIM);
        this.classes = new StorageClasses(informers);
        this.writes = new StorageWrites(api);
        this.events = events;
    }

    @Override
    public Watches<PersistentVolumeClaim> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME_CLAIM)
                .wokenBy(Kinds.PERSISTENT_VOLUME, this::concerned)
                .wokenBy(Kinds.STORAGE_CLASS, this::waiting);
    }

    /** A volume concerns the claim it names, the claim that names it, and while it is free all that wait. */
    private Stream<ObjectKey> concerned(PersistentVolume volume) {
        String name = volume.getMetadata().getName();
        Stream<ObjectKey> byName = claims.list(null).stream()
                .filter(claim -> volumeName(claim).equals(name) || mayTake(claim, volume))
                .map(ObjectKey::of);
        return Stream.concat(claimOf(volume).stream(), byName).distinct();
    }

    private static boolean mayTake(PersistentVolumeClaim claim, PersistentVolume volume) {
        return volume.getSpec().getClaimRef() == null
                && phase(claim).equals("Pending")
                && storageClass(claim).equals(storageClass(volume));
    }

    private Stream<ObjectKey> waiting(StorageClass storageClass) {
        String name = storageClass.getMetadata().getName();
        return claims.list(null).stream()
                .filter(claim -> phase(claim).equals("Pending"))
                .filter(claim ->
                        storageClass(claim).equals(name) || storageClass(claim).isEmpty())
                .map(ObjectKey::of);
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        if (isAnnotated(claim, StorageAnnotations.BIND_COMPLETED)) keep(claim);
        else if (!volumeName(claim).isEmpty()) take(claim);
        else seek(claim);
        return Outcome.settled();
    }

    /** The claim names a volume that it wants, or got in a binding that broke off. */
    private void take(PersistentVolumeClaim claim) {
        Optional<PersistentVolume> wanted = volumes.get(ObjectKey.cluster(volumeName(claim)));
        if (wanted.isEmpty()) {
            writes.become(claim, "Pending");
            return;
        }
        PersistentVolume volume = wanted.get();
        if (volume.getSpec().getClaimRef() != null && !isFor(volume, claim)) {
            tell(claim, "FailedBinding", "volume \"" + volumeName(claim) + "\" already bound to a different claim.");
            writes.become(claim, "Pending");
            return;
        }
        Optional<String> fault =
                volume.getSpec().getClaimRef() == null ? VolumeMatch.fault(volume, claim) : Optional.empty();
        if (fault.isPresent()) {
            warn(
                    claim,
                    "VolumeMismatch",
                    "Cannot bind to requested volume \"" + volumeName(claim) + "\": " + fault.get());
            writes.become(claim, "Pending");
            return;
        }
        writes.bind(claim, volume);
    }

    private void seek(PersistentVolumeClaim claim) {
        if (claim.getSpec().getStorageClassName() == null
                && !isAnnotated(claim, StorageAnnotations.OLD_CLASS)
                && classes.defaultName().isPresent()) {
            writes.storageClass(claim, classes.defaultName().get());
            return;
        }
        Optional<StorageClass> storageClass = classes.find(storageClass(claim));
        boolean schedulerChooses =
                storageClass.filter(StorageClasses::waitsForConsumer).isPresent();
        Optional<PersistentVolume> found = VolumeMatch.find(claim, volumes.list(null), schedulerChooses);
        if (found.isPresent()) {
            writes.bind(claim, found.get());
            return;
        }
        boolean waits = schedulerChooses
                && annotation(claim, StorageAnnotations.SELECTED_NODE).isEmpty();
        if (waits) {
            tell(claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
            writes.become(claim, "Pending");
        } else if (storageClass(claim).isEmpty()) {
            tell(claim, "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
            writes.become(claim, "Pending");
        } else {
            provision(claim, storageClass);
        }
    }

    private void provision(PersistentVolumeClaim claim, Optional<StorageClass> storageClass) {
        writes.become(claim, "Pending");
        if (storageClass.isEmpty()) {
            warn(claim, "ProvisioningFailed", "storageclass.storage.k8s.io \"" + storageClass(claim) + "\" not found");
            return;
        }
        String provisioner = storageClass.get().getProvisioner();
        if (provisioner.startsWith(IN_TREE)) {
            warn(claim, "ProvisioningFailed", "no volume plugin matched name: " + provisioner);
            return;
        }
        if (isTerminating(claim)) return;
        if (annotation(claim, StorageAnnotations.PROVISIONER).equals(provisioner)) return;
        tell(
                claim,
                "ExternalProvisioning",
                "Waiting for a volume to be created either by the external provisioner '" + provisioner
                        + "' or manually by the system administrator. If volume creation is delayed, please verify that"
                        + " the provisioner is running and correctly registered.");
        writes.assign(claim, provisioner);
    }

    /** A claim that was bound stays so, or has lost its volume for good. */
    private void keep(PersistentVolumeClaim claim) {
        if (volumeName(claim).isEmpty()) {
            lose(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
            return;
        }
        Optional<PersistentVolume> volume = volumes.get(ObjectKey.cluster(volumeName(claim)));
        if (volume.isEmpty()) {
            lose(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        } else if (volume.get().getSpec().getClaimRef() == null || isFor(volume.get(), claim)) {
            writes.bind(claim, volume.get());
        } else {
            lose(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");
        }
    }

    private void lose(PersistentVolumeClaim claim, String reason, String message) {
        if (phase(claim).equals("Lost")) return;
        warn(claim, reason, message);
        writes.become(claim, "Lost");
    }

    private void tell(PersistentVolumeClaim claim, String reason, String message) {
        events.normal(Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim), reason, message);
    }

    private void warn(PersistentVolumeClaim claim, String reason, String message) {
        events.warning(Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim), reason, message);
    }
}
