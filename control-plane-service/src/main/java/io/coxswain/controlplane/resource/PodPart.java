package io.coxswain.controlplane.resource;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A subresource of Pods through which one part of the spec changes, and nothing else. */
final class PodPart {
    static final String EPHEMERAL_CONTAINERS = "ephemeralcontainers";
    static final String RESIZE = "resize";

    private PodPart() {}

    /** The current Pod with this part of the wanted one. */
    static ObjectNode apply(String subresource, ObjectNode wanted, ObjectNode current) {
        ObjectNode next = current.deepCopy();
        ObjectNode spec = next.path("spec") instanceof ObjectNode present ? present : next.putObject("spec");
        if (subresource.equals(EPHEMERAL_CONTAINERS)) {
            JsonNode containers = wanted.path("spec").path("ephemeralContainers");
            if (containers.isArray()) spec.set("ephemeralContainers", containers);
            else spec.remove("ephemeralContainers");
        } else {
            for (String list : List.of("initContainers", "containers")) {
                for (JsonNode container : spec.path(list)) {
                    resources(container, wanted.path("spec").path(list));
                }
            }
        }
        ObjectNode metadata = Metadata.of(next);
        String version = Metadata.resourceVersion(wanted);
        if (version.isEmpty()) metadata.remove("resourceVersion");
        else metadata.put("resourceVersion", version);
        JsonNode fields = wanted.path("metadata").path("managedFields");
        if (fields.isArray()) metadata.set("managedFields", fields);
        return next;
    }

    private static void resources(JsonNode container, JsonNode wanted) {
        for (JsonNode same : wanted) {
            if (!Json.same(same.path("name"), container.path("name"))) continue;
            JsonNode resources = same.path("resources");
            ObjectNode changed = (ObjectNode) container;
            changed.set("resources", resources.isObject() ? resources : Json.object());
            JsonNode policy = same.path("resizePolicy");
            if (policy.isArray()) changed.set("resizePolicy", policy);
            else changed.remove("resizePolicy");
        }
    }
}
