package io.coxswain.controlplane.structural;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists that are sets or maps: no entry stands in them twice. */
public final class ListTypes {
    private ListTypes() {}

    /** All duplicates in the lists of a value. */
    public static List<FieldError> validate(JsonNode value, StructuralSchema schema) {
        List<FieldError> errors = new ArrayList<>();
        walk(value, schema, "", errors);
        return errors;
    }

    private static void walk(JsonNode value, @Nullable StructuralSchema schema, String path, List<FieldError> errors) {
        if (schema == null) return;
        switch (value) {
            case ObjectNode object ->
                object.properties().forEach(entry -> {
                    String name = entry.getKey();
                    String place = schema.properties().containsKey(name)
                            ? path.isEmpty() ? name : path + "." + name
                            : path + "[" + name + "]";
                    walk(entry.getValue(), schema.field(name), place, errors);
                });
            case ArrayNode array -> {
                switch (schema.listType()) {
                    case "set" -> duplicates(array.valueStream().toList(), path, errors);
                    case "map" -> map(array, schema, path, errors);
                    default -> {}
                }
                for (int at = 0; at < array.size(); at++) {
                    walk(array.get(at), schema.items(), path + "[" + at + "]", errors);
                }
            }
            default -> {}
        }
    }

    private static void map(ArrayNode array, StructuralSchema schema, String path, List<FieldError> errors) {
        List<JsonNode> keys = new ArrayList<>();
        for (int at = 0; at < array.size(); at++) {
            JsonNode entry = array.get(at);
            if (!entry.isNull() && !entry.isObject()) {
                errors.add(FieldError.invalid(
                        path + "[" + at + "]",
                        entry.isString() ? entry.stringValue() : entry,
                        "must be an object for an array of list-type map"));
                return;
            }
            keys.add(key(entry, schema));
        }
        duplicates(keys, path, errors);
    }

    private static ObjectNode key(JsonNode entry, StructuralSchema schema) {
        ObjectNode key = Json.object();
        for (String name : schema.mapKeys()) {
            if (entry.has(name)) key.set(name, entry.path(name));
        }
        return key;
    }

    /** Tells the second of equal entries, and no further one. */
    private static void duplicates(List<JsonNode> entries, String path, List<FieldError> errors) {
        List<JsonNode> told = new ArrayList<>();
        for (int at = 1; at < entries.size(); at++) {
            JsonNode entry = entries.get(at);
            if (!contains(entries.subList(0, at), entry) || contains(told, entry)) continue;
            told.add(entry);
            errors.add(FieldError.duplicate(path + "[" + at + "]", entry.isString() ? entry.stringValue() : entry));
        }
    }

    static boolean hasDuplicates(ArrayNode array) {
        List<JsonNode> entries = array.valueStream().toList();
        for (int at = 1; at < entries.size(); at++) {
            if (contains(entries.subList(0, at), entries.get(at))) return true;
        }
        return false;
    }

    /** The entry of the same key in a list that is a map; null in any other list. */
    static @Nullable JsonNode counterpart(JsonNode entry, @Nullable JsonNode old, StructuralSchema schema) {
        if (!(old instanceof ArrayNode before) || !schema.listType().equals("map")) return null;
        ObjectNode key = key(entry, schema);
        for (JsonNode candidate : before) {
            if (Json.same(key(candidate, schema), key)) return candidate;
        }
        return null;
    }

    private static boolean contains(List<JsonNode> entries, JsonNode wanted) {
        for (JsonNode entry : entries) {
            if (Json.same(entry, wanted)) return true;
        }
        return false;
    }
}
