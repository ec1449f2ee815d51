package io.coxswain.controlplane.patch;

import io.coxswain.controlplane.schema.FieldSchema;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How a strategic merge patch changes a list. */
final class ListMerge {
    private final StrategicMergePatch objects;

    ListMerge(StrategicMergePatch objects) {
        this.objects = objects;
    }

    /**
     * @param field null where the schema does not know the list, which is then replaced
     * @param order the order that the result is to have; null for the order of the list, new entries behind it
     */
    ArrayNode merge(
            @Nullable FieldSchema field,
            @Nullable TypeSchema element,
            ArrayNode current,
            ArrayNode patch,
            @Nullable ArrayNode order) {
        if (field == null || !field.merges()) return patch.deepCopy();
        String key = field.mergeKey();
        if (key == null) return ordered(mergeScalars(current, patch), scalars(patch), order, "");
        List<ObjectNode> changes = new ArrayList<>();
        boolean replace = false;
        for (JsonNode change : patch) {
            if (!(change instanceof ObjectNode object)) {
                throw ApiException.badRequest("cannot merge a list of maps with " + change);
            }
            JsonNode directive = object.get(StrategicMergePatch.DIRECTIVE);
            if (directive != null && directive.asString("").equals("replace")) {
                replace = true;
                if (object.size() > 1) changes.add(StrategicMergePatch.withoutDirectives(object));
            } else {
                changes.add(object);
            }
        }
        if (replace) {
            ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
            changes.forEach(replaced::add);
            return replaced;
        }
        return ordered(mergeEntries(element, current, changes, key), keys(changes, key), order, key);
    }

    private List<JsonNode> mergeEntries(
            @Nullable TypeSchema element, ArrayNode current, List<ObjectNode> changes, String key) {
        List<JsonNode> merged = new ArrayList<>();
        current.forEach(merged::add);
        for (ObjectNode change : changes) {
            JsonNode value = change.get(key);
            if (value == null) {
                // Kubernetes answers with an internal error; but it is the client's fault, and only the code tells
                // that.
                throw ApiException.badRequest("map: " + change + " does not contain declared merge key: " + key);
            }
            String directive = change.path(StrategicMergePatch.DIRECTIVE).asString("merge");
            int at = indexOf(merged, key, value);
            switch (directive) {
                case "delete" -> merged.removeIf(entry -> hasKey(entry, key, value));
                case "merge" -> {
                    if (at >= 0 && merged.get(at) instanceof ObjectNode entry) {
                        merged.set(at, objects.merge(element, entry, change));
                    } else {
                        merged.add(objects.merge(element, JsonNodeFactory.instance.objectNode(), change));
                    }
                }
                default ->
                    throw StrategicMergePatch.unknownDirective(change.path(StrategicMergePatch.DIRECTIVE), change);
            }
        }
        return merged;
    }

    private static List<JsonNode> mergeScalars(ArrayNode current, ArrayNode patch) {
        List<JsonNode> merged = new ArrayList<>();
        for (JsonNode value : current) if (!contains(merged, value)) merged.add(value);
        for (JsonNode value : patch) {
            if (value.isContainer()) throw ApiException.badRequest("cannot merge a list of primitives with " + value);
            if (!contains(merged, value)) merged.add(value);
        }
        return merged;
    }

    private static List<JsonNode> scalars(ArrayNode patch) {
        List<JsonNode> values = new ArrayList<>();
        patch.forEach(values::add);
        return values;
    }

    private static List<JsonNode> keys(List<ObjectNode> changes, String key) {
        List<JsonNode> keys = new ArrayList<>();
        for (ObjectNode change : changes) {
            JsonNode value = change.get(key);
            if (value != null && !change.has(StrategicMergePatch.DIRECTIVE)) keys.add(value);
        }
        return keys;
    }

    /**
     * Entries named in the order come in that order; those that only the server has keep their place relative to their
     * neighbours. {@code patched} must be named in the order.
     */
    private static ArrayNode ordered(
            List<JsonNode> merged, List<JsonNode> patched, @Nullable ArrayNode order, String key) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        if (order == null) {
            merged.forEach(result::add);
            return result;
        }
        List<JsonNode> wanted = new ArrayList<>();
        for (JsonNode entry : order) {
            JsonNode value = key.isEmpty() ? entry : entry.get(key);
            if (value == null) throw ApiException.badRequest("invalid patch format of setElementOrder list");
            wanted.add(value);
        }
        for (JsonNode value : patched) {
            if (!contains(wanted, value)) {
                throw ApiException.badRequest("The order in patch list:\n" + patched
                        + "\n doesn't match $setElementOrder list:\n" + order + "\n");
            }
        }
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode value : wanted) {
            for (JsonNode entry : merged) if (identity(entry, key).equals(value)) named.add(entry);
        }
        List<JsonNode> serverOnly = new ArrayList<>(merged);
        serverOnly.removeIf(entry -> contains(wanted, identity(entry, key)));
        interleave(merged, named, serverOnly).forEach(result::add);
        return result;
    }

    /** A server-only entry goes before the first named entry that followed it. */
    private static List<JsonNode> interleave(List<JsonNode> merged, List<JsonNode> named, List<JsonNode> serverOnly) {
        var places = new IdentityHashMap<JsonNode, Integer>();
        for (int i = 0; i < merged.size(); i++) places.put(merged.get(i), i);
        List<JsonNode> result = new ArrayList<>();
        int next = 0;
        for (JsonNode entry : named) {
            int place = places.getOrDefault(entry, merged.size());
            while (next < serverOnly.size() && places.getOrDefault(serverOnly.get(next), 0) < place) {
                result.add(serverOnly.get(next++));
            }
            result.add(entry);
        }
        result.addAll(serverOnly.subList(next, serverOnly.size()));
        return result;
    }

    private static JsonNode identity(JsonNode entry, String key) {
        return key.isEmpty() ? entry : entry.path(key);
    }

    private static int indexOf(List<JsonNode> list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (hasKey(list.get(i), key, value)) return i;
        }
        return -1;
    }

    private static boolean hasKey(JsonNode entry, String key, JsonNode value) {
        JsonNode found = entry.get(key);
        return found != null && JsonEquality.equal(found, value);
    }

    private static boolean contains(List<JsonNode> list, JsonNode value) {
        for (JsonNode candidate : list) {
            if (JsonEquality.equal(candidate, value)) return true;
        }
        return false;
    }
}
