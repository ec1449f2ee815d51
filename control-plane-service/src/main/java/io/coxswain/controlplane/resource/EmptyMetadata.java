package io.coxswain.controlplane.resource;

import io.coxswain.json.Metadata;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metadata that says nothing: in Kubernetes' form of an object an empty list or map of it is absent. */
final class EmptyMetadata {
    private static final List<String> FIELDS = List.of("labels", "annotations", "finalizers", "ownerReferences");

    private EmptyMetadata() {}

    static void drop(ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        for (String field : FIELDS) {
            JsonNode value = metadata.path(field);
            if (value.isContainer() && value.isEmpty()) metadata.remove(field);
        }
    }
}
