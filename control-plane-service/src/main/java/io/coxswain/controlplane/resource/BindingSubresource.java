package io.coxswain.controlplane.resource;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives a Pod its node. */
final class BindingSubresource {
    private BindingSubresource() {}

    static ObjectNode apply(ObjectNode binding, ObjectNode pod, Instant now) {
        String name = Metadata.name(pod);
        String node = target(binding);
        String uid = Metadata.uid(binding);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(pod))) {
            throw refusal(
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + Metadata.uid(pod));
        }
        if (Metadata.isTerminating(pod)) {
            throw refusal(name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        ObjectNode spec = (ObjectNode) pod.path("spec");
        String bound = spec.path("nodeName").asString("");
        if (!bound.isEmpty()) throw refusal(name, "pod " + name + " is already assigned to node \"" + bound + "\"");
        spec.put("nodeName", node);
        Metadata.annotations(binding).forEach((key, value) -> annotations(pod).put(key, value));
        scheduled(pod, now);
        return pod;
    }

    private static String target(ObjectNode binding) {
        JsonNode target = binding.path("target");
        String kind = target.path("kind").asString("");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            throw ApiException.badRequest(
                    "target.kind: Unsupported value: \"" + kind + "\": supported values: \"Node\"");
        }
        String node = target.path("name").asString("");
        if (node.isEmpty()) throw ApiException.badRequest("target.name: Required value");
        return node;
    }

    private static void scheduled(ObjectNode pod, Instant now) {
        ObjectNode status = pod.path("status") instanceof ObjectNode present ? present : pod.putObject("status");
        ArrayNode conditions =
                status.path("conditions") instanceof ArrayNode present ? present : status.putArray("conditions");
        conditions.removeIf(condition -> condition.path("type").asString("").equals("PodScheduled"));
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastTransitionTime", now.toString());
    }

    private static ObjectNode annotations(ObjectNode pod) {
        ObjectNode metadata = Metadata.of(pod);
        return metadata.path("annotations") instanceof ObjectNode present ? present : metadata.putObject("annotations");
    }

    private static ApiException refusal(String name, String why) {
        return ApiException.conflict(Kinds.POD, name, why);
    }
}
