package io.coxswain.controlplane.controller.volume;

import io.coxswain.client.Api;
import io.coxswain.model.Kinds;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.PersistentVolume;

/** Lets a volume go when it is not bound to a claim. */
public final class VolumeProtectionReconciler implements Reconciler<PersistentVolume> {
    private static final String FINALIZER = "kubernetes.io/pv-protection";

    private final Api api;

    public VolumeProtectionReconciler(Api api) {
        this.api = api;
    }

    @Override
    public Watches<PersistentVolume> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME);
    }

    @Override
    public Outcome reconcile(PersistentVolume volume) {
        boolean goes = volume.getMetadata().getDeletionTimestamp() != null
                && volume.getMetadata().getFinalizers().contains(FINALIZER);
        boolean bound =
                volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase());
        if (goes && !bound) Finalizers.remove(api, Kinds.PERSISTENT_VOLUME, volume, FINALIZER);
        return Outcome.settled();
    }
}
