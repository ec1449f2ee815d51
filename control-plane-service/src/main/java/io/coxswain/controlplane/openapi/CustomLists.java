package io.coxswain.controlplane.openapi;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import tools.jackson.databind.node.ObjectNode;

/** The components of lists of custom resources. */
final class CustomLists {
    private static final String LIST_META = ComponentRenderer.PREFIX + "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

    private CustomLists() {}

    static ObjectNode of(Kind<?> kind) {
        ObjectNode list = Json.object().put("description", kind.listName() + " is a list of " + kind.name());
        list.put("type", "object").putArray("required").add("items");
        ObjectNode properties = list.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        ObjectNode items = properties
                .putObject("items")
                .put("description", "List of " + kind.plural() + ".")
                .put("type", "array");
        items.putObject("items")
                .putArray("allOf")
                .addObject()
                .put("$ref", ComponentRenderer.PREFIX + CustomSchemas.name(kind));
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").putArray("allOf").addObject().put("$ref", LIST_META);
        list.putArray("x-kubernetes-group-version-kind")
                .add(GroupVersionKinds.one(kind.group(), kind.version(), kind.listName()));
        return list;
    }
}
