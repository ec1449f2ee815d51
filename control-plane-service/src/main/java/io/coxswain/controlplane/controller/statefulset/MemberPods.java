package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates, labels and deletes the Pods of StatefulSets, and tells of it. */
final class MemberPods {
    private final Api api;
    private final EventRecorder events;
    private final OwnWrites ownWrites;

    MemberPods(Api api, EventRecorder events, OwnWrites ownWrites) {
        this.api = api;
        this.events = events;
        this.ownWrites = ownWrites;
    }

    void create(StatefulSet set, int ordinal, JsonNode template, String revision) {
        String name = Identity.name(set, ordinal);
        ObjectNode pod = pod(set, ordinal, template, revision);
        try {
            ownWrites.wrote(ObjectKey.of(set), api.create(Kinds.POD, pod));
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists) && isOurs(set, name)) return;
            tell(set, "create", "Pod " + name + " in StatefulSet ", failure);
            throw failure;
        }
        tell(set, "create", "Pod " + name + " in StatefulSet ", null);
    }

    void delete(StatefulSet set, Pod pod) {
        String what = "Pod " + pod.getMetadata().getName() + " in StatefulSet ";
        String uid = pod.getMetadata().getUid();
        try {
            api.delete(Kinds.POD, ObjectKey.of(pod), DeleteOptions.ofUid(uid));
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) {
                tell(set, "delete", what, failure);
                throw failure;
            }
        }
        ownWrites.deleted(ObjectKey.of(set), uid);
        tell(set, "delete", what, null);
    }

    /** An adopted Pod may lack the labels that name it. */
    void label(Pod pod, int ordinal) {
        ObjectNode patch = Json.object();
        Metadata.of(patch)
                .put("uid", pod.getMetadata().getUid())
                .putObject("labels")
                .put(Identity.POD_NAME, pod.getMetadata().getName())
                .put(Identity.POD_INDEX, String.valueOf(ordinal));
        api.patch(Kinds.POD, ObjectKey.of(pod), PatchType.MERGE, patch, null);
    }

    void tellRecreation(StatefulSet set, Pod pod, String phase) {
        events.warning(
                Subject.of(Kinds.STATEFUL_SET, set),
                phase.equals("Failed") ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
                "StatefulSet " + ObjectKey.of(set) + " is recreating "
                        + (phase.equals("Failed") ? "failed" : "terminated") + " Pod "
                        + pod.getMetadata().getName());
    }

    void tellClaim(StatefulSet set, String claim, String pod, @Nullable ApiException failure) {
        String what = "create Claim " + claim + " Pod " + pod + " in StatefulSet " + name(set);
        Subject subject = Subject.of(Kinds.STATEFUL_SET, set);
        if (failure == null) events.normal(subject, "SuccessfulCreate", what + " success");
        else events.warning(subject, "FailedCreate", what + " failed error: " + failure.getMessage());
    }

    private void tell(StatefulSet set, String verb, String what, @Nullable ApiException failure) {
        Subject subject = Subject.of(Kinds.STATEFUL_SET, set);
        String title = Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
        String message = verb + " " + what + name(set);
        if (failure == null) events.normal(subject, "Successful" + title, message + " successful");
        else events.warning(subject, "Failed" + title, message + " failed error: " + failure.getMessage());
    }

    private boolean isOurs(StatefulSet set, String name) {
        return api.find(Kinds.POD, new ObjectKey(set.getMetadata().getNamespace(), name))
                .map(pod -> Json.view(pod, Pod.class))
                .filter(pod -> Owners.controls(set, pod))
                .isPresent();
    }

    private static ObjectNode pod(StatefulSet set, int ordinal, JsonNode template, String revision) {
        String name = Identity.name(set, ordinal);
        ObjectNode pod = PodTemplate.named(PodTemplate.pod(template, Kinds.STATEFUL_SET, set), name);
        PodTemplate.object(Metadata.of(pod), "labels")
                .put(Identity.POD_NAME, name)
                .put(Identity.POD_INDEX, String.valueOf(ordinal))
                .put(Identity.REVISION, revision);
        ObjectNode spec = PodTemplate.object(pod, "spec");
        spec.put("hostname", name);
        String serviceName = set.getSpec().getServiceName();
        if (serviceName != null && !serviceName.isEmpty()) spec.put("subdomain", serviceName);
        volumes(set, ordinal, spec);
        return pod;
    }

    /** The claims of this ordinal, in place of the template's volumes of the same names. */
    private static void volumes(StatefulSet set, int ordinal, ObjectNode spec) {
        var names = new LinkedHashSet<String>();
        set.getSpec()
                .getVolumeClaimTemplates()
                .forEach(claim -> names.add(claim.getMetadata().getName()));
        if (names.isEmpty()) return;
        ArrayNode volumes = Json.MAPPER.createArrayNode();
        for (String claim : names) {
            volumes.addObject()
                    .put("name", claim)
                    .putObject("persistentVolumeClaim")
                    .put("claimName", ClaimTemplates.name(set, claim, ordinal));
        }
        for (JsonNode volume : spec.path("volumes")) {
            if (!names.contains(volume.path("name").asString(""))) volumes.add(volume);
        }
        spec.set("volumes", volumes);
    }

    private static String name(StatefulSet set) {
        return set.getMetadata().getName();
    }
}
