package io.coxswain.controlplane.scheduler.plugin;

import static io.coxswain.controlplane.controller.storage.StorageFields.isAnnotated;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;
import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.controlplane.controller.storage.StorageAnnotations;
import io.coxswain.controlplane.controller.storage.StorageFields;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The claims of a Pod, by how far they have come.
 *
 * @param bound to a volume, for good
 * @param delayed until a node is chosen
 * @param immediate still to be bound, whatever the node
 * @param fault why the Pod cannot run at all, or empty
 */
record PodClaims(
        List<PersistentVolumeClaim> bound,
        List<PersistentVolumeClaim> delayed,
        List<PersistentVolumeClaim> immediate,
        String fault) {
    static PodClaims of(PodInfo pod, Cache<PersistentVolumeClaim> claims, Cache<StorageClass> classes) {
        var found = new PodClaims(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), "");
        for (Volume volume : volumes(pod)) {
            Optional<String> name = claimName(pod, volume);
            if (name.isEmpty()) continue;
            var claim = claims.get(new ObjectKey(pod.namespace(), name.get()));
            String fault = claim.map(each -> fault(pod, volume, each)).orElseGet(() -> missing(volume, name.get()));
            if (!fault.isEmpty()) return new PodClaims(List.of(), List.of(), List.of(), fault);
            found.add(claim.orElseThrow(), classes);
        }
        return found;
    }

    static List<Volume> volumes(PodInfo pod) {
        return Objects.requireNonNullElse(pod.pod().getSpec().getVolumes(), List.of());
    }

    /** Of a claim that exists by itself, or of one that is made for the Pod. */
    static Optional<String> claimName(PodInfo pod, Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Optional.of(volume.getPersistentVolumeClaim().getClaimName());
        }
        return volume.getEphemeral() == null
                ? Optional.empty()
                : Optional.of(pod.key().name() + "-" + volume.getName());
    }

    private static String missing(Volume volume, String name) {
        return volume.getEphemeral() == null
                ? "persistentvolumeclaim \"" + name + "\" not found"
                : "waiting for ephemeral volume controller to create the persistentvolumeclaim \"" + name + "\"";
    }

    private static String fault(PodInfo pod, Volume volume, PersistentVolumeClaim claim) {
        String name = claim.getMetadata().getName();
        if (phase(claim).equals("Lost")) {
            return "persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                    + volumeName(claim) + "\"";
        }
        if (StorageFields.isTerminating(claim)) return "persistentvolumeclaim \"" + name + "\" is being deleted";
        boolean foreign = volume.getEphemeral() != null
                && Objects.requireNonNullElse(
                                claim.getMetadata().getOwnerReferences(),
                                List.<io.fabric8.kubernetes.api.model.OwnerReference>of())
                        .stream()
                        .noneMatch(owner -> pod.uid().equals(owner.getUid()));
        return foreign
                ? "PVC " + ObjectKey.of(claim) + " was not created for pod " + pod.key() + " (pod is not owner)"
                : "";
    }

    private void add(PersistentVolumeClaim claim, Cache<StorageClass> classes) {
        if (!volumeName(claim).isEmpty() && isAnnotated(claim, StorageAnnotations.BIND_COMPLETED)) {
            bound.add(claim);
        } else if (volumeName(claim).isEmpty() && isDelayed(claim, classes)) {
            delayed.add(claim);
        } else {
            immediate.add(claim);
        }
    }

    private static boolean isDelayed(PersistentVolumeClaim claim, Cache<StorageClass> classes) {
        return classes.get(ObjectKey.cluster(storageClass(claim)))
                .filter(each -> "WaitForFirstConsumer".equals(each.getVolumeBindingMode()))
                .isPresent();
    }
}
