package io.coxswain.controlplane.customresource;

import io.coxswain.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A path of field names, such as {@code .spec.replicas}. */
record SimplePath(List<String> names) {
    SimplePath {
        names = List.copyOf(names);
    }

    static SimplePath parse(String text) {
        String bare = text.startsWith(".") ? text.substring(1) : text;
        return new SimplePath(List.of(bare.split("\\.", -1)));
    }

    /** The value there; missing where any part of the way is absent. */
    JsonNode of(JsonNode object) {
        JsonNode value = object;
        for (String name : names) value = value.path(name);
        return value;
    }

    /** Puts a number there, making the objects on the way; null for a way that something else blocks. */
    @Nullable ObjectNode put(ObjectNode object, long number) {
        ObjectNode parent = object;
        for (String name : names.subList(0, names.size() - 1)) {
            JsonNode next = parent.get(name);
            if (next == null || next.isNull()) {
                ObjectNode made = Json.object();
                parent.set(name, made);
                parent = made;
            } else if (next instanceof ObjectNode there) {
                parent = there;
            } else {
                return null;
            }
        }
        return parent.put(names.getLast(), number);
    }

    /** Without the dot at the start, as field selectors name it. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
