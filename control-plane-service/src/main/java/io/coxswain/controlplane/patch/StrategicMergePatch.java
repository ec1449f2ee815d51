package io.coxswain.controlplane.patch;

import io.coxswain.controlplane.schema.FieldSchema;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.schema.Shape;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' own form of patch: objects are merged, lists by the merge key that the schema names, and directives
 * ({@code $patch}, {@code $retainKeys}, {@code $setElementOrder/…}, {@code $deleteFromPrimitiveList/…}) say the rest.
 */
final class StrategicMergePatch {
    static final String DIRECTIVE = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    static final String ELEMENT_ORDER = "$setElementOrder/";

    private final Schemas schemas;
    private final ListMerge lists;

    StrategicMergePatch(Schemas schemas) {
        this.schemas = schemas;
        this.lists = new ListMerge(this);
    }

    ObjectNode apply(TypeSchema type, ObjectNode current, ObjectNode patch) {
        return merge(type, current.deepCopy(), patch);
    }

    /** Changes and returns {@code target}; {@code type} is null where the fields are not known or free. */
    ObjectNode merge(@Nullable TypeSchema type, ObjectNode target, ObjectNode patch) {
        JsonNode directive = patch.get(DIRECTIVE);
        if (directive != null) {
            switch (directive.asString("")) {
                case "replace" -> {
                    return withoutDirectives(patch);
                }
                case "delete" -> {
                    return JsonNodeFactory.instance.objectNode();
                }
                case "merge" -> {}
                default -> throw unknownDirective(directive, patch);
            }
        }
        retainKeys(target, patch);
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            String name = change.getKey();
            if (name.equals(DIRECTIVE) || name.equals(RETAIN_KEYS)) continue;
            if (name.startsWith(DELETE_FROM)) {
                deleteFrom(target, name.substring(DELETE_FROM.length()), change.getValue());
            } else if (name.startsWith(ELEMENT_ORDER)) {
                String field = name.substring(ELEMENT_ORDER.length());
                if (!patch.has(field)) {
                    mergeField(
                            type, target, field, JsonNodeFactory.instance.arrayNode(), order(name, change.getValue()));
                }
            } else {
                JsonNode order = patch.get(ELEMENT_ORDER + name);
                mergeField(type, target, name, change.getValue(), order == null ? null : order(name, order));
            }
        }
        return target;
    }

    private void mergeField(
            @Nullable TypeSchema type, ObjectNode target, String name, JsonNode change, @Nullable ArrayNode order) {
        if (change.isNull()) {
            target.remove(name);
            return;
        }
        FieldSchema field = type == null ? null : type.field(name);
        JsonNode existing = target.get(name);
        if (change instanceof ObjectNode object) {
            boolean merges = existing instanceof ObjectNode && (field == null || !field.replaces());
            ObjectNode base =
                    merges && existing instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode();
            ObjectNode merged = merge(valueType(field), base, object);
            if (isDelete(object) && existing == null) return;
            target.set(name, merged);
        } else if (change instanceof ArrayNode list) {
            ArrayNode base = existing instanceof ArrayNode given ? given : JsonNodeFactory.instance.arrayNode();
            target.set(name, lists.merge(field, elementType(field), base, list, order));
        } else {
            target.set(name, change);
        }
    }

    private static boolean isDelete(ObjectNode patch) {
        return patch.path(DIRECTIVE).asString("").equals("delete");
    }

    private @Nullable TypeSchema valueType(@Nullable FieldSchema field) {
        return field != null && field.shape() instanceof Shape.Reference(String name) ? schemas.type(name) : null;
    }

    private @Nullable TypeSchema elementType(@Nullable FieldSchema field) {
        return field != null && field.shape() instanceof Shape.ListOf(Shape.Reference(String name))
                ? schemas.type(name)
                : null;
    }

    /** {@code $retainKeys} lists all keys that may stay; those that the patch sets must be among them. */
    private static void retainKeys(ObjectNode target, ObjectNode patch) {
        JsonNode given = patch.get(RETAIN_KEYS);
        if (given == null) return;
        Set<String> retained = new HashSet<>();
        if (!(given instanceof ArrayNode keys)) throw badRetainKeys();
        for (JsonNode key : keys) {
            if (!key.isString()) throw badRetainKeys();
            retained.add(key.stringValue());
        }
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            boolean sets =
                    !change.getKey().startsWith("$") && !change.getValue().isNull();
            if (sets && !retained.contains(change.getKey())) throw badRetainKeys();
        }
        target.remove(target.propertyNames().stream()
                .filter(name -> !retained.contains(name))
                .toList());
    }

    private static void deleteFrom(ObjectNode target, String field, JsonNode values) {
        if (!(values instanceof ArrayNode gone))
            throw ApiException.badRequest("invalid patch format of primitive list");
        if (!(target.get(field) instanceof ArrayNode list)) return;
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode value : list) {
            boolean stays = true;
            for (JsonNode removed : gone) {
                if (JsonEquality.equal(value, removed)) stays = false;
            }
            if (stays) kept.add(value);
        }
        list.removeAll();
        list.addAll(kept);
    }

    private static ArrayNode order(String name, JsonNode order) {
        if (order instanceof ArrayNode list) return list;
        throw ApiException.badRequest("invalid patch format of setElementOrder list: " + name);
    }

    static ObjectNode withoutDirectives(ObjectNode patch) {
        ObjectNode plain = patch.deepCopy();
        plain.remove(DIRECTIVE);
        return plain;
    }

    static ApiException unknownDirective(JsonNode directive, ObjectNode patch) {
        return ApiException.badRequest("Unknown patch type: " + directive.asString("") + " in map: " + patch);
    }

    private static ApiException badRetainKeys() {
        return ApiException.badRequest("invalid patch format of retainKeys");
    }
}
