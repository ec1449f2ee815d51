package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;
import static io.coxswain.controlplane.controller.storage.StorageFields.storageClass;
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
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Makes volumes that are directories of a node: on the node that the scheduler selected, or for an immediate claim on
 * the one that has the fewest. The node's agent makes the directory when a Pod first uses it. How much is written to it
 * is not limited: the capacity is a promise between claim and volume.
 */
public final class LocalPathProvisioner implements Reconciler<PersistentVolumeClaim> {
    private static final Duration RETRY = Duration.ofSeconds(15);

    private final Api api;
    private final Informer<Node> nodes;
    private final Informer<PersistentVolume> volumes;
    private final StorageClasses classes;
    private final StorageWrites writes;
    private final EventRecorder events;

    public LocalPathProvisioner(Api api, Informers informers, EventRecorder events) {
        this.api = api;
        this.nodes = informers.of(Kinds.NODE);
        this.volumes = informers.of(Kinds.PERSISTENT_VOLUME);
        this.classes = new StorageClasses(informers);
        this.writes = new StorageWrites(api);
        this.events = events;
    }

    @Override
    public Watches<PersistentVolumeClaim> watches() {
        return Watches.of(Kinds.PERSISTENT_VOLUME_CLAIM);
    }

    @Override
    public Outcome reconcile(PersistentVolumeClaim claim) {
        if (!annotation(claim, StorageAnnotations.PROVISIONER).equals(LocalPath.PROVISIONER)
                || !volumeName(claim).isEmpty()
                || isTerminating(claim)) {
            return Outcome.settled();
        }
        Optional<StorageClass> storageClass = classes.find(storageClass(claim));
        if (storageClass.isEmpty()) return Outcome.settled();
        String selected = annotation(claim, StorageAnnotations.SELECTED_NODE);
        if (selected.isEmpty() && StorageClasses.waitsForConsumer(storageClass.get())) return Outcome.settled();
        Optional<String> fault = LocalVolumes.fault(claim, storageClass.get());
        if (fault.isPresent()) {
            failed(claim, storageClass.get(), fault.get());
            return Outcome.settled();
        }
        Optional<Node> node = selected.isEmpty()
                ? quietest(storageClass.get())
                : nodes.get(ObjectKey.cluster(selected)).filter(found -> mayHold(found, storageClass.get()));
        if (node.isEmpty()) {
            failed(
                    claim,
                    storageClass.get(),
                    selected.isEmpty()
                            ? "no node offers local volumes"
                            : "node \"" + selected + "\" offers no local volumes");
            if (!selected.isEmpty()) writes.forgetNode(claim);
            return Outcome.checkAgain(RETRY, "a node may come");
        }
        provision(claim, storageClass.get(), node.get());
        return Outcome.settled();
    }

    private static boolean mayHold(Node node, StorageClass storageClass) {
        return !annotation(node, LocalPath.DIRECTORY).isEmpty() && LocalVolumes.allows(storageClass, node);
    }

    private Optional<Node> quietest(StorageClass storageClass) {
        return nodes.list(null).stream()
                .filter(node -> !isTerminating(node) && mayHold(node, storageClass))
                .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
                .min(Comparator.<Node>comparingLong(this::volumesOn)
                        .thenComparing(node -> node.getMetadata().getName()));
    }

    private long volumesOn(Node node) {
        return volumes.list(null).stream()
                .filter(volume ->
                        LocalVolumes.nodesOf(volume).contains(node.getMetadata().getName()))
                .count();
    }

    private void provision(PersistentVolumeClaim claim, StorageClass storageClass, Node node) {
        events.normal(
                Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim),
                "Provisioning",
                "External provisioner is provisioning volume for claim \"" + ObjectKey.of(claim) + "\"");
        try {
            api.create(
                    Kinds.PERSISTENT_VOLUME,
                    LocalVolumes.volume(
                            claim, storageClass, node.getMetadata().getName(), annotation(node, LocalPath.DIRECTORY)));
        } catch (ApiException failure) {
            if (!failure.is(Reason.AlreadyExists)) throw failure;
            return;
        }
        events.normal(
                Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim),
                "ProvisioningSucceeded",
                "Successfully provisioned volume " + LocalVolumes.name(claim));
    }

    private void failed(PersistentVolumeClaim claim, StorageClass storageClass, String why) {
        events.warning(
                Subject.of(Kinds.PERSISTENT_VOLUME_CLAIM, claim),
                "ProvisioningFailed",
                "failed to provision volume with StorageClass \""
                        + storageClass.getMetadata().getName() + "\": " + why);
    }
}
