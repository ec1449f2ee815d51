package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes Pods from a template. The template is copied as a tree: a typed view would lose what it does not know. */
public final class PodTemplate {
    private PodTemplate() {}

    /** A Pod of {@code template} that {@code owner} controls, with a name that the server generates. */
    public static ObjectNode pod(JsonNode template, Kind<?> ownerKind, HasMetadata owner) {
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata")
                .put("generateName", owner.getMetadata().getName() + "-")
                .put("namespace", owner.getMetadata().getNamespace());
        for (String field : List.of("labels", "annotations", "finalizers")) {
            JsonNode value = template.path("metadata").path(field);
            if (!value.isMissingNode() && !value.isNull()) metadata.set(field, value.deepCopy());
        }
        metadata.putArray("ownerReferences").add(Owners.reference(ownerKind, owner));
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    /** The Pod with this name instead of a generated one. */
    public static ObjectNode named(ObjectNode pod, String name) {
        ((ObjectNode) pod.path("metadata")).put("name", name).remove("generateName");
        return pod;
    }

    /** The object in this field, made if it is absent or null. */
    public static ObjectNode object(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode found ? found : parent.putObject(field);
    }
}
