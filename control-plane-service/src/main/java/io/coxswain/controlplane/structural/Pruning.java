package io.coxswain.controlplane.structural;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Removes from a value what its schema does not describe. */
public final class Pruning {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private final Set<String> unknown = new TreeSet<>();

    private Pruning() {}

    /** Prunes an object with metadata of its own; gives the paths of what was removed, in order. */
    public static List<String> prune(ObjectNode object, StructuralSchema schema) {
        var pruning = new Pruning();
        pruning.prune(object, schema.asResource(), "");
        return List.copyOf(pruning.unknown);
    }

    /** Prunes any value, such as a default; true where nothing had to be removed. */
    static boolean isPruned(JsonNode value, StructuralSchema schema) {
        var pruning = new Pruning();
        pruning.prune(value.deepCopy(), schema, "");
        return pruning.unknown.isEmpty();
    }

    private void prune(JsonNode value, @Nullable StructuralSchema schema, String path) {
        switch (value) {
            case ObjectNode object -> object(object, schema, path);
            case ArrayNode array -> {
                StructuralSchema items = schema == null ? null : schema.items();
                for (int at = 0; at < array.size(); at++) {
                    String place = path + "[" + at + "]";
                    if (schema != null && schema.preservesUnknown()) keep(array.get(at), items, place);
                    else prune(array.get(at), items, place);
                }
            }
            default -> {}
        }
    }

    /** Below a list that keeps what is unknown only what has a schema is pruned. */
    private void keep(JsonNode value, @Nullable StructuralSchema schema, String path) {
        if (schema == null) return;
        switch (value) {
            case ObjectNode object -> described(object, schema, path);
            case ArrayNode array -> {
                for (int at = 0; at < array.size(); at++) keep(array.get(at), schema.items(), path + "[" + at + "]");
            }
            default -> {}
        }
    }

    private void object(ObjectNode object, @Nullable StructuralSchema schema, String path) {
        if (schema != null && schema.preservesUnknown()) {
            described(object, schema, path);
            return;
        }
        for (String name : new ArrayList<>(object.propertyNames())) {
            if (schema != null && schema.embedded() && OF_EVERY_OBJECT.contains(name)) continue;
            String place = path.isEmpty() ? name : path + "." + name;
            if (schema != null && (schema.properties().containsKey(name) || schema.allowsAdditional())) {
                prune(object.path(name), schema.field(name), place);
            } else {
                unknown.add(place);
                object.remove(name);
            }
        }
    }

    private void described(ObjectNode object, StructuralSchema schema, String path) {
        for (String name : new ArrayList<>(object.propertyNames())) {
            if (schema.embedded() && OF_EVERY_OBJECT.contains(name)) continue;
            boolean described = schema.properties().containsKey(name)
                    || (schema.allowsAdditional() && schema.source().has("additionalProperties"));
            if (described) prune(object.path(name), schema.field(name), path.isEmpty() ? name : path + "." + name);
        }
    }
}
