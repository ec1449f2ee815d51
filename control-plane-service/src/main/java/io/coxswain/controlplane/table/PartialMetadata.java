package io.coxswain.controlplane.table;

import io.coxswain.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Objects cut down to their metadata. */
public final class PartialMetadata {
    static final String API_VERSION = "meta.k8s.io/v1";

    private PartialMetadata() {}

    public static ObjectNode of(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    public static ObjectNode list(List<ObjectNode> objects, ObjectNode listMetadata) {
        ObjectNode list = Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", API_VERSION);
        list.set("metadata", listMetadata);
        var items = list.putArray("items");
        objects.forEach(object -> items.add(of(object)));
        return list;
    }
}
