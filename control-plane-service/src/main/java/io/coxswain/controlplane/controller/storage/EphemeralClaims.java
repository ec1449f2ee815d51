package io.coxswain.controlplane.controller.storage;

import static io.coxswain.controlplane.controller.storage.StorageFields.isTerminating;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the claims of volumes that live as long as their Pod; the garbage collector takes them with the Pod. */
public final class EphemeralClaims implements Reconciler<Pod> {
    private final Api api;
    private final Informer<PersistentVolumeClaim> claims;
    private final EventRecorder events;

    public EphemeralClaims(Api api, Informers informers, EventRecorder events) {
        this.api = api;
        this.claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIM);
        this.events = events;
    }

    @Override
    public Watches<Pod> watches() {
        return Watches.of(Kinds.POD).owns(Kinds.PERSISTENT_VOLUME_CLAIM);
    }

    @Override
    public Outcome reconcile(Pod pod) {
        if (isTerminating(pod) || Pods.hasEnded(pod) || pod.getSpec() == null) return Outcome.settled();
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getEphemeral() != null) ensure(pod, volume);
        }
        return Outcome.settled();
    }

    private void ensure(Pod pod, Volume volume) {
        var key = new ObjectKey(
                pod.getMetadata().getNamespace(), pod.getMetadata().getName() + "-" + volume.getName());
        Optional<PersistentVolumeClaim> known = claims.get(key);
        if (known.isPresent()) {
            if (isOf(known.get(), pod)) return;
            events.warning(
                    Subject.of(Kinds.POD, pod),
                    "FailedBinding",
                    "ephemeral volume " + volume.getName() + ": PVC " + key + " was not created for pod "
                            + ObjectKey.of(pod) + " (pod is not owner)");
            return;
        }
        try {
            api.create(Kinds.PERSISTENT_VOLUME_CLAIM, claim(pod, volume, key));
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists)) return;
            events.warning(
                    Subject.of(Kinds.POD, pod),
                    "FailedBinding",
                    "ephemeral volume " + volume.getName() + ": create PVC " + key + ": " + failure.getMessage());
            throw failure;
        }
    }

    private static boolean isOf(PersistentVolumeClaim claim, Pod pod) {
        return claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                        && owner.getUid().equals(pod.getMetadata().getUid()));
    }

    /** Copied as a tree: a view would lose what is empty. */
    private static ObjectNode claim(Pod pod, Volume volume, ObjectKey key) {
        JsonNode template = Json.tree(volume).path("ephemeral").path("volumeClaimTemplate");
        ObjectNode claim = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        ObjectNode metadata = Metadata.of(claim).put("name", key.name()).put("namespace", key.namespace());
        for (String field : List.of("labels", "annotations")) {
            JsonNode given = template.path("metadata").path(field);
            if (given instanceof ObjectNode copied) metadata.set(field, copied.deepCopy());
        }
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", pod.getMetadata().getName())
                .put("uid", pod.getMetadata().getUid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        if (template.path("spec") instanceof ObjectNode spec) claim.set("spec", spec.deepCopy());
        return claim;
    }
}
