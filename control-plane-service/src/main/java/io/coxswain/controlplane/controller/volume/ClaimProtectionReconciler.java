package io.coxswain.controlplane.controller.volume;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.stream.Stream;

/** Lets a claim go when no Pod uses it any more. */
public final class ClaimProtectionReconciler implements Reconciler<PersistentVolumeClaim> {
    private static final String FINALIZER = "kubernetes.io/pvc-protection";

    private final Api api;

    public ClaimProtectionReconciler(Api api, Informers informers) {
        this.api = api;
        informers.of(Kinds.POD);
    }

    @Override
    public Watches<PersistentVolumeClaim> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME_CLAIM).wokenBy(Kinds.POD, ClaimProtectionReconciler::claims);
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        if (claim.getMetadata().getDeletionTimestamp() == null
                || !claim.getMetadata().getFinalizers().contains(FINALIZER)) {
            return Outcome.settled();
        }
        ObjectKey key = ObjectKey.of(claim);
        // Asked for and not from the cache: a Pod that was made a moment ago must be seen.
        boolean used = api.list(Kinds.POD, ListOptions.in(key.namespace())).items().stream()
                .map(pod -> Json.view(pod, Pod.class))
                .filter(pod -> !Pods.hasEnded(pod))
                .flatMap(ClaimProtectionReconciler::claims)
                .anyMatch(key::equals);
        if (!used) Finalizers.remove(api, Kinds.PERSISTENT_VOLUME_CLAIM, claim, FINALIZER);
        return Outcome.settled();
    }

    private static Stream<ObjectKey> claims(Pod pod) {
        if (pod.getSpec() == null) return Stream.empty();
        String namespace = pod.getMetadata().getNamespace();
        return pod.getSpec().getVolumes().stream().flatMap(volume -> {
            if (volume.getPersistentVolumeClaim() != null) {
                return Stream.of(new ObjectKey(
                        namespace, volume.getPersistentVolumeClaim().getClaimName()));
            }
            if (volume.getEphemeral() == null) return Stream.empty();
            return Stream.of(new ObjectKey(namespace, pod.getMetadata().getName() + "-" + volume.getName()));
        });
    }
}
