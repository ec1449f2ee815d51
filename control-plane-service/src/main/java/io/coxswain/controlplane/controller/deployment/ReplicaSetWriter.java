package io.coxswain.controlplane.controller.deployment;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates, scales, annotates and deletes the ReplicaSets of a Deployment, each only if it is still as it was read. */
final class ReplicaSetWriter {
    private final Api api;
    private final EventRecorder events;

    ReplicaSetWriter(Api api, EventRecorder events) {
        this.api = api;
        this.events = events;
    }

    /** True when the number of replicas changed, and not only what the ReplicaSet remembers of its Deployment. */
    boolean scale(Rollout rollout, ReplicaSet set, int replicas) {
        int before = Rollout.replicas(set);
        String desired = String.valueOf(rollout.limits.replicas());
        String most = String.valueOf(rollout.limits.most());
        var known = Annotations.all(set);
        boolean remembers = desired.equals(known.get(Annotations.DESIRED)) && most.equals(known.get(Annotations.MOST));
        if (before == replicas && remembers) return false;
        ObjectNode patch = versioned(set);
        Metadata.of(patch)
                .putObject("annotations")
                .put(Annotations.DESIRED, desired)
                .put(Annotations.MOST, most);
        if (before != replicas) patch.putObject("spec").put("replicas", replicas);
        rollout.replace(patched(set, patch));
        if (before == replicas) return false;
        tell(
                rollout.deployment,
                "Scaled " + (before < replicas ? "up" : "down") + " replica set "
                        + set.getMetadata().getName() + " from " + before + " to " + replicas);
        return true;
    }

    /** Brings annotations and minReadySeconds of the current ReplicaSet in line with its Deployment. */
    void align(Rollout rollout, ReplicaSet set, long revision) {
        Deployment deployment = rollout.deployment;
        var wanted = Annotations.copied(deployment);
        if (Annotations.revision(set) < revision) {
            wanted.put(Annotations.REVISION, String.valueOf(revision));
            if (Annotations.revision(set) > 0) wanted.put(Annotations.REVISION_HISTORY, Annotations.history(set));
        }
        int minReadySeconds = Objects.requireNonNullElse(deployment.getSpec().getMinReadySeconds(), 0);
        boolean sameSpec =
                minReadySeconds == Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        if (sameSpec && Annotations.all(set).entrySet().containsAll(wanted.entrySet())) return;
        ObjectNode patch = versioned(set);
        ObjectNode annotations = Metadata.of(patch).putObject("annotations");
        wanted.forEach(annotations::put);
        if (!sameSpec) patch.putObject("spec").put("minReadySeconds", minReadySeconds);
        rollout.replace(patched(set, patch));
    }

    /**
     * Creates the ReplicaSet of the Deployment's template. Empty when another template has taken its name: then the
     * next name is to be tried.
     */
    Optional<ReplicaSet> create(Rollout rollout, int replicas, long revision) {
        Deployment deployment = rollout.deployment;
        ObjectNode tree = api.get(Kinds.DEPLOYMENT, ObjectKey.of(deployment));
        boolean sameSpec = Objects.equals(
                deployment.getMetadata().getGeneration(),
                tree.path("metadata").path("generation").asLong(0));
        // a template of another moment must not be rolled out: the newer Deployment is on its way
        if (!sameSpec) {
            throw ApiException.modified(
                    Kinds.DEPLOYMENT, deployment.getMetadata().getName());
        }
        ObjectNode set = replicaSet(rollout, tree, replicas, revision);
        try {
            ReplicaSet created = Json.view(api.create(Kinds.REPLICA_SET, set), ReplicaSet.class);
            tellCreated(rollout, created.getMetadata().getName(), replicas);
            return Optional.of(created);
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists)) return existing(deployment, Metadata.key(set));
            tellRefused(rollout, Metadata.name(set), failure);
            throw failure;
        }
    }

    private void tellCreated(Rollout rollout, String name, int replicas) {
        if (replicas > 0) tell(rollout.deployment, "Scaled up replica set " + name + " from 0 to " + replicas);
        if (DeploymentStatusWriter.hasDeadline(rollout.deployment)) {
            rollout.conditions.touch(
                    Conditions.PROGRESSING, "True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\"");
        }
    }

    /** In a namespace that goes nothing can be created: that is no news. */
    private void tellRefused(Rollout rollout, String name, ApiException failure) {
        if (PodWriter.isOfEndingNamespace(failure)) return;
        String message = "Failed to create new replica set \"" + name + "\": " + failure.getMessage();
        if (DeploymentStatusWriter.hasDeadline(rollout.deployment)) {
            rollout.conditions.set(Conditions.PROGRESSING, "False", Conditions.NOT_CREATED, message);
        }
        events.warning(Subject.of(Kinds.DEPLOYMENT, rollout.deployment), Conditions.NOT_CREATED, message);
    }

    void delete(ReplicaSet set) {
        try {
            api.delete(
                    Kinds.REPLICA_SET,
                    ObjectKey.of(set),
                    DeleteOptions.ofUid(set.getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private Optional<ReplicaSet> existing(Deployment deployment, ObjectKey key) {
        ReplicaSet found = Json.view(api.get(Kinds.REPLICA_SET, key), ReplicaSet.class);
        boolean ours = Owners.controls(deployment, found)
                && TemplateHash.same(
                        found.getSpec().getTemplate(), deployment.getSpec().getTemplate());
        return ours ? Optional.of(found) : Optional.empty();
    }

    private static ObjectNode replicaSet(Rollout rollout, ObjectNode tree, int replicas, long revision) {
        Deployment deployment = rollout.deployment;
        JsonNode template = tree.path("spec").path("template");
        String hash = TemplateHash.of(template, rollout.collisions);
        ObjectNode set = Json.object().put("kind", "ReplicaSet").put("apiVersion", "apps/v1");
        ObjectNode metadata = set.putObject("metadata")
                .put("name", deployment.getMetadata().getName() + "-" + hash)
                .put("namespace", deployment.getMetadata().getNamespace());
        if (template.path("metadata").path("labels") instanceof ObjectNode labels) {
            metadata.set("labels", labels.deepCopy());
        }
        object(metadata, "labels").put(TemplateHash.LABEL, hash);
        ObjectNode annotations = metadata.putObject("annotations");
        Annotations.copied(deployment).forEach(annotations::put);
        annotations
                .put(Annotations.REVISION, String.valueOf(revision))
                .put(Annotations.DESIRED, String.valueOf(rollout.limits.replicas()))
                .put(Annotations.MOST, String.valueOf(rollout.limits.most()));
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.DEPLOYMENT, deployment));
        ObjectNode spec = set.putObject("spec").put("replicas", replicas);
        int minReadySeconds = Objects.requireNonNullElse(deployment.getSpec().getMinReadySeconds(), 0);
        if (minReadySeconds > 0) spec.put("minReadySeconds", minReadySeconds);
        spec.set("selector", tree.path("spec").path("selector").deepCopy());
        object(object(spec, "selector"), "matchLabels").put(TemplateHash.LABEL, hash);
        spec.set("template", template.deepCopy());
        object(object(object(spec, "template"), "metadata"), "labels").put(TemplateHash.LABEL, hash);
        return set;
    }

    private ReplicaSet patched(ReplicaSet set, ObjectNode patch) {
        ObjectNode now = api.patch(Kinds.REPLICA_SET, ObjectKey.of(set), PatchType.MERGE, patch, null);
        return Json.view(now, ReplicaSet.class);
    }

    private void tell(Deployment deployment, String message) {
        events.normal(Subject.of(Kinds.DEPLOYMENT, deployment), "ScalingReplicaSet", message);
    }

    private static ObjectNode versioned(ReplicaSet set) {
        ObjectNode patch = Json.object();
        Metadata.of(patch)
                .put("uid", set.getMetadata().getUid())
                .put("resourceVersion", set.getMetadata().getResourceVersion());
        return patch;
    }

    private static ObjectNode object(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode found ? found : parent.putObject(field);
    }
}
