package io.coxswain.controlplane.structural;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a schema may stand in a CustomResourceDefinition. */
public final class SchemaRules {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final Set<String> OF_EVERY_OBJECT = Set.of("metadata", "kind", "apiVersion");
    private static final List<String> LIST_TYPES = List.of("atomic", "set", "map");
    private static final List<String> MAP_TYPES = List.of("atomic", "granular");
    private static final List<String> UNSUPPORTED =
            List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");

    private final List<FieldError> errors = new ArrayList<>();

    private SchemaRules() {}

    /**
     * All faults of the schema of one version.
     *
     * @param path of the schema itself
     * @param status whether the version has a status subresource
     */
    public static List<FieldError> validate(ObjectNode source, String path, boolean status) {
        var rules = new SchemaRules();
        if (status) rules.errors.addAll(RootWithStatus.validate(source, path));
        if (source.path("nullable").asBoolean(false)) {
            rules.errors.add(FieldError.forbidden(path + ".nullable", "nullable cannot be true at the root"));
        }
        StructuralSchema schema = StructuralSchema.parse(source);
        List<FieldError> structure = StructuralRules.validate(schema, path);
        if (structure.isEmpty()) structure = DefaultRules.validate(schema, path);
        rules.errors.addAll(structure);
        rules.walk(source, path, true, false, null);
        return rules.errors;
    }

    /** {@code noDefaults} says why there may be none here; null where there may. */
    private void walk(JsonNode node, String path, boolean root, boolean insideMeta, @Nullable String noDefaults) {
        if (!(node instanceof ObjectNode schema)) return;
        constructs(schema, path, insideMeta, noDefaults);
        if (schema.path("uniqueItems").asBoolean(false)) {
            forbidden(
                    path + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        JsonNode additional = schema.path("additionalProperties");
        if (!additional.isMissingNode()) {
            boolean open = additional.isBoolean() && additional.booleanValue();
            if (!schema.path("properties").isEmpty() && !open) {
                forbidden(path + ".additionalProperties", "additionalProperties and properties are mutual exclusive");
            }
            walk(
                    additional,
                    path + ".additionalProperties",
                    false,
                    insideMeta,
                    insideMeta ? "inside additionalProperties applying to object metadata" : noDefaults);
        }
        schema.path("properties").properties().forEach(entry -> {
            String name = entry.getKey();
            boolean meta = (root || flag(schema, StructuralSchema.EMBEDDED)) && OF_EVERY_OBJECT.contains(name);
            String reason = meta && root ? "in top-level " + name : noDefaults;
            walk(entry.getValue(), path + ".properties[" + name + "]", false, insideMeta || meta, reason);
        });
        walk(schema.path("not"), path + ".not", false, insideMeta, noDefaults);
        for (String junctor : List.of("allOf", "oneOf", "anyOf")) {
            for (int at = 0; at < schema.path(junctor).size(); at++) {
                walk(
                        schema.path(junctor).path(at),
                        path + "." + junctor + "[" + at + "]",
                        false,
                        insideMeta,
                        noDefaults);
            }
        }
        walk(schema.path("items"), path + ".items", false, insideMeta, noDefaults);
        extensions(schema, path);
        errors.addAll(ExpressionRules.validate(schema, path));
    }

    private void constructs(ObjectNode schema, String path, boolean insideMeta, @Nullable String noDefaults) {
        String type = schema.path("type").asString("");
        if (type.equals("null")) {
            errors.add(FieldError.notSupported(path + ".type", type, TYPES));
            forbidden(path + ".type", "type cannot be set to null, use nullable as an alternative");
        } else if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.add(FieldError.notSupported(path + ".type", type, TYPES));
        }
        if (schema.has("default") && noDefaults != null) {
            forbidden(path + ".default", "must not be set " + noDefaults);
        }
        for (String field : UNSUPPORTED) {
            JsonNode value = schema.path(field);
            boolean given = value.isString()
                    ? !value.stringValue().isEmpty()
                    : value.isBoolean() || (value.isContainer() && !value.isEmpty());
            if (given) forbidden(path + "." + field, field + " is not supported");
        }
        if (schema.path("items") instanceof ArrayNode) {
            forbidden(path + ".items", "items must be a schema object and not an array");
        }
        if (insideMeta && flag(schema, StructuralSchema.EMBEDDED)) {
            forbidden(path + "." + StructuralSchema.EMBEDDED, "must not be used inside of resource meta");
        }
    }

    private void extensions(ObjectNode schema, String path) {
        String type = schema.path("type").asString("");
        JsonNode preserve = schema.path(StructuralSchema.PRESERVE);
        if (preserve.isBoolean() && !preserve.booleanValue()) {
            invalid(path + "." + StructuralSchema.PRESERVE, false, "must be true or undefined");
        }
        if (schema.has(StructuralSchema.MAP_TYPE)) {
            String mapType = schema.path(StructuralSchema.MAP_TYPE).asString("");
            typeFor(type, "object", path, "must be object if x-kubernetes-map-type is specified");
            if (!MAP_TYPES.contains(mapType)) {
                errors.add(FieldError.notSupported(path + "." + StructuralSchema.MAP_TYPE, mapType, MAP_TYPES));
            }
        }
        if (schema.has(StructuralSchema.LIST_TYPE)) listType(schema, type, path);
        boolean keys = !schema.path(StructuralSchema.LIST_MAP_KEYS).isEmpty();
        String listType = schema.path(StructuralSchema.LIST_TYPE).asString("");
        if (keys && !listType.equals("map")) {
            String why = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (listType.isEmpty()) errors.add(FieldError.required(path + "." + StructuralSchema.LIST_TYPE, why));
            else invalid(path + "." + StructuralSchema.LIST_TYPE, listType, why);
        }
        if (listType.equals("map")) map(schema, path);
        if (listType.equals("map") || listType.equals("set")) entries(schema, listType, path);
    }

    private void typeFor(String type, String wanted, String path, String why) {
        if (type.equals(wanted)) return;
        if (type.isEmpty()) errors.add(FieldError.required(path + ".type", why));
        else invalid(path + ".type", type, why);
    }

    private void listType(ObjectNode schema, String type, String path) {
        String listType = schema.path(StructuralSchema.LIST_TYPE).asString("");
        typeFor(type, "array", path, "must be array if x-kubernetes-list-type is specified");
        if (type.equals("array") && listType.equals("set")) {
            JsonNode items = schema.path("items");
            String why = "must be atomic as item of a list with x-kubernetes-list-type=set";
            String inner = items.path(StructuralSchema.LIST_TYPE).asString("");
            String mapType = items.path(StructuralSchema.MAP_TYPE).asString("");
            if (items.path("type").asString("").equals("array") && !inner.isEmpty() && !inner.equals("atomic")) {
                invalid(path + ".items." + StructuralSchema.LIST_TYPE, inner, why);
            }
            if (items.path("type").asString("").equals("object") && !mapType.equals("atomic")) {
                invalid(path + ".items." + StructuralSchema.MAP_TYPE, "null", why);
            }
        }
        if (!LIST_TYPES.contains(listType)) {
            errors.add(FieldError.notSupported(path + "." + StructuralSchema.LIST_TYPE, listType, LIST_TYPES));
        }
    }

    private void map(ObjectNode schema, String path) {
        List<String> keys = Json.texts(schema.path(StructuralSchema.LIST_MAP_KEYS));
        String keysPath = path + "." + StructuralSchema.LIST_MAP_KEYS;
        if (keys.isEmpty()) {
            errors.add(FieldError.required(keysPath, "must not be empty if x-kubernetes-list-type is map"));
        }
        JsonNode items = schema.path("items");
        if (items.isMissingNode()) {
            errors.add(FieldError.required(path + ".items", "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        String type = items.path("type").asString("");
        if (!type.equals("object")) {
            invalid(path + ".items.type", type, "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String key : keys) {
            JsonNode property = items.path("properties").path(key);
            String keyType = property.path("type").asString("");
            if (property.isMissingNode()) {
                invalid(
                        keysPath,
                        schema.path(StructuralSchema.LIST_MAP_KEYS),
                        "entries must all be names of item properties");
            } else if (keyType.equals("array") || keyType.equals("object")) {
                invalid(
                        path + ".items.properties[" + key + "].type",
                        type,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key)) {
                invalid(keysPath, schema.path(StructuralSchema.LIST_MAP_KEYS), "must not contain duplicate entries");
            }
        }
    }

    private void entries(ObjectNode schema, String listType, String path) {
        if (!(schema.path("items") instanceof ObjectNode items)) return;
        if (flag(items, "nullable")) {
            forbidden(path + ".items.nullable", "cannot be nullable when x-kubernetes-list-type is " + listType);
        }
        if (!listType.equals("map")) return;
        List<String> required = Json.texts(items.path("required"));
        for (String key : Json.texts(schema.path(StructuralSchema.LIST_MAP_KEYS))) {
            if (!(items.path("properties").path(key) instanceof ObjectNode property)) continue;
            String place = path + ".items.properties[" + key + "]";
            if (!required.contains(key) && !property.has("default")) {
                errors.add(FieldError.required(
                        place + ".default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                                + " property"));
            }
            if (flag(property, "nullable")) {
                forbidden(
                        place + ".nullable",
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }

    static boolean flag(ObjectNode schema, String field) {
        return schema.path(field).asBoolean(false);
    }

    private void forbidden(String path, String why) {
        errors.add(FieldError.forbidden(path, why));
    }

    private void invalid(String path, Object value, String why) {
        errors.add(FieldError.invalid(path, value, why));
    }
}
