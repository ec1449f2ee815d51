package io.coxswain.controlplane.scheduler.plugin;

import static io.coxswain.controlplane.controller.storage.StorageFields.annotation;
import static io.coxswain.controlplane.controller.storage.StorageFields.isAnnotated;
import static io.coxswain.controlplane.controller.storage.StorageFields.volumeName;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.storage.StorageAnnotations;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** Has claims bound before their Pod is: names them in volumes, or names the node to those that make volumes. */
public final class VolumeBindings {
    /** As long as Kubernetes waits; after that the Pod looks for a node anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Api api;
    private final Informer<PersistentVolumeClaim> claims;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    public VolumeBindings(Api api, Informer<PersistentVolumeClaim> claims) {
        this.api = api;
        this.claims = claims;
        claims.onChange(_ -> wake());
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when all are bound, or when it is clear that they will not be. */
    Verdict bind(VolumePlan plan, String node) throws InterruptedException {
        try {
            plan.take().values().forEach(this::take);
            plan.provision().forEach(claim -> select(claim, node));
        } catch (ApiException refused) {
            return new Verdict.Fault(String.valueOf(refused.getMessage()));
        }
        var all = new ArrayList<>(plan.provision());
        plan.take().values().forEach(take -> all.add(take.claim()));
        return await(all, plan.provision(), node);
    }

    private void take(VolumePlan.Take take) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata")
                .put("resourceVersion", take.volume().getMetadata().getResourceVersion());
        // whoever set the volume aside keeps it; what the scheduler set aside may be taken back
        if (take.volume().getSpec().getClaimRef() == null) {
            metadata.putObject("annotations").put(StorageAnnotations.BOUND_BY_CONTROLLER, "yes");
        }
        var claim = take.claim().getMetadata();
        patch.putObject("spec")
                .putObject("claimRef")
                .put("kind", "PersistentVolumeClaim")
                .put("apiVersion", "v1")
                .put("namespace", claim.getNamespace())
                .put("name", claim.getName())
                .put("uid", claim.getUid())
                .put("resourceVersion", claim.getResourceVersion());
        api.patch(
                Kinds.PERSISTENT_VOLUME,
                ObjectKey.cluster(take.volume().getMetadata().getName()),
                PatchType.MERGE,
                patch,
                null);
    }

    private void select(PersistentVolumeClaim claim, String node) {
        if (annotation(claim, StorageAnnotations.SELECTED_NODE).equals(node)) return;
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(StorageAnnotations.SELECTED_NODE, node);
        api.patch(Kinds.PERSISTENT_VOLUME_CLAIM, ObjectKey.of(claim), PatchType.MERGE, patch, null);
    }

    private Verdict await(List<PersistentVolumeClaim> all, List<PersistentVolumeClaim> provision, String node)
            throws InterruptedException {
        long left = PATIENCE.toNanos();
        boolean seen = false;
        lock.lockInterruptibly();
        try {
            while (left > 0) {
                if (all.stream().allMatch(this::isBound)) return Verdict.ok();
                boolean selected = provision.stream().allMatch(claim -> isSelected(claim, node));
                // whoever makes volumes takes the node off a claim that it cannot serve there
                if (seen && !selected) return Verdict.unschedulable("provisioning failed for PVC");
                seen |= selected;
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        return Verdict.unschedulable("timed out waiting for the condition");
    }

    private Optional<PersistentVolumeClaim> now(PersistentVolumeClaim claim) {
        return claims.get(ObjectKey.of(claim));
    }

    private boolean isBound(PersistentVolumeClaim claim) {
        return now(claim)
                .filter(each -> !volumeName(each).isEmpty() && isAnnotated(each, StorageAnnotations.BIND_COMPLETED))
                .isPresent();
    }

    private boolean isSelected(PersistentVolumeClaim claim, String node) {
        return now(claim)
                .filter(each -> !volumeName(each).isEmpty()
                        || annotation(each, StorageAnnotations.SELECTED_NODE).equals(node))
                .isPresent();
    }
}
