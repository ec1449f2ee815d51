package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;
import static io.coxswain.controlplane.controller.storage.StorageFields.phase;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.stream.Stream;

/**
 * Deletes the volumes of the local-path provisioner that are released. The agent of the node that has the directory
 * removes it and lets the volume go; where there is no directory to remove, or nobody to do so, that is done here.
 */
public final class LocalPathRemoval implements Reconciler<PersistentVolume> {
    private final Api api;
    private final Informer<Node> nodes;
    private final Informer<PersistentVolume> volumes;

    public LocalPathRemoval(Api api, Informers informers) {
        this.api = api;
        this.nodes = informers.of(Kinds.NODE);
        this.volumes = informers.of(Kinds.PERSISTENT_VOLUME);
    }

    @Override
    public Watches<PersistentVolume> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME).wokenBy(Kinds.NODE, this::terminatingOn);
    }

    private Stream<ObjectKey> terminatingOn(Node node) {
        String name = node.getMetadata().getName();
        if (nodes.get(ObjectKey.cluster(name)).isPresent()) return Stream.empty();
        return volumes.list(null).stream()
                .filter(volume ->
                        isTerminating(volume) && LocalVolumes.nodesOf(volume).contains(name))
                .map(ObjectKey::of);
    }

    @Override
    public Outcome reconcile(PersistentVolume volume) {
        if (!annotation(volume, StorageAnnotations.PROVISIONED_BY).equals(LocalPath.PROVISIONER)) {
            return Outcome.settled();
        }
        boolean deletes = "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
        if (isTerminating(volume)) {
            if (!deletes || !isOnKnownNode(volume)) letGo(volume);
        } else if (deletes && phase(volume).equals("Released")) {
            delete(volume);
        }
        return Outcome.settled();
    }

    private boolean isOnKnownNode(PersistentVolume volume) {
        return LocalVolumes.nodesOf(volume).stream()
                .anyMatch(node -> api.find(Kinds.NODE, ObjectKey.cluster(node)).isPresent());
    }

    private void letGo(PersistentVolume volume) {
        if (!volume.getMetadata().getFinalizers().contains(LocalPath.FINALIZER)) return;
        var patch = StorageWrites.of(volume);
        var left = patch.withObject("/metadata").putArray("finalizers");
        volume.getMetadata().getFinalizers().stream()
                .filter(other -> !other.equals(LocalPath.FINALIZER))
                .forEach(left::add);
        new StorageWrites(api).patch(Kinds.PERSISTENT_VOLUME, volume, patch, null);
    }

    private void delete(PersistentVolume volume) {
        try {
            api.delete(
                    Kinds.PERSISTENT_VOLUME,
                    ObjectKey.of(volume),
                    DeleteOptions.ofUid(volume.getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
