package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which kinds a type stands for. Options such as DeleteOptions are kinds of every group version. */
final class GroupVersionKinds {
    private final Map<String, ArrayNode> kinds = new HashMap<>();

    GroupVersionKinds(Schemas schemas, List<Kind<?>> served) {
        Set<List<String>> groupVersions = new LinkedHashSet<>();
        groupVersions.add(List.of("", "v1"));
        for (Kind<?> kind : served) {
            String name = schemas.of(kind).name();
            add(name, kind.group(), kind.version(), kind.name());
            add(name + "List", kind.group(), kind.version(), kind.listName());
            // What is only read takes no options.
            if (kind.verbs().contains("create")) groupVersions.add(List.of(kind.group(), kind.version()));
        }
        for (Subresource.Body body : Subresource.BODIES) add(body.type(), body.group(), body.version(), body.kind());
        add(PathRenderer.STATUS, "", "v1", "Status");
        for (List<String> groupVersion : groupVersions) {
            add(PathRenderer.DELETE_OPTIONS, groupVersion.getFirst(), groupVersion.getLast(), "DeleteOptions");
        }
    }

    /** Empty for a type that is no kind. */
    ArrayNode of(String type) {
        ArrayNode found = kinds.get(type);
        return found == null ? JsonNodeFactory.instance.arrayNode() : found;
    }

    private void add(String type, String group, String version, String kind) {
        kinds.computeIfAbsent(type, name -> JsonNodeFactory.instance.arrayNode())
                .add(one(group, version, kind));
    }

    static ObjectNode one(String group, String version, String kind) {
        return Json.object().put("group", group).put("kind", kind).put("version", version);
    }
}
