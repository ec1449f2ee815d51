package io.coxswain.controlplane.openapi;

import io.coxswain.controlplane.schema.Descriptions;
import io.coxswain.controlplane.schema.FieldSchema;
import io.coxswain.controlplane.schema.FieldSchema.ListType;
import io.coxswain.controlplane.schema.FieldSchema.PatchStrategy;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.schema.Shape;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders the schemas of a document: those that its paths refer to, and all that these refer to. */
final class ComponentRenderer {
    static final String PREFIX = "#/components/schemas/";

    private final Schemas schemas;
    private final Descriptions descriptions;
    private final GroupVersionKinds groupVersionKinds;

    ComponentRenderer(Schemas schemas, Descriptions descriptions, List<Kind<?>> kinds) {
        this.schemas = schemas;
        this.descriptions = descriptions;
        this.groupVersionKinds = new GroupVersionKinds(schemas, kinds);
    }

    ObjectNode render(ObjectNode paths) {
        return render(paths, Map.of());
    }

    /** {@code custom} has the components of custom resources and their lists by name. */
    ObjectNode render(ObjectNode paths, Map<String, ObjectNode> custom) {
        var rendered = new TreeMap<String, ObjectNode>();
        Deque<String> open = new ArrayDeque<>(references(paths));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (rendered.containsKey(name)) continue;
            ObjectNode component = custom.get(name);
            if (component == null) component = WellKnownSchemas.of(name);
            if (component == null) component = type(schemas.type(name));
            rendered.put(name, component);
            open.addAll(references(component));
        }
        ObjectNode all = Json.object();
        rendered.forEach(all::set);
        return all;
    }

    private static List<String> references(JsonNode node) {
        List<String> names = new ArrayList<>();
        for (JsonNode reference : node.findValues("$ref")) {
            // A JSON schema has a field of that name, whose schema is no text.
            if (reference.isString()) names.add(reference.stringValue().substring(PREFIX.length()));
        }
        return names;
    }

    private ObjectNode type(TypeSchema type) {
        ObjectNode schema = Json.object();
        String description = descriptions.of(type);
        if (!description.isEmpty()) schema.put("description", description);
        schema.put("type", "object");
        List<String> required = new ArrayList<>();
        ObjectNode properties = Json.object();
        for (FieldSchema field : type.fields().values()) {
            properties.set(field.name(), field(type, field));
            if (field.required()) required.add(field.name());
        }
        if (!properties.isEmpty()) schema.set("properties", properties);
        if (!required.isEmpty()) required.forEach(schema.putArray("required")::add);
        if (type.atomic()) schema.put("x-kubernetes-map-type", "atomic");
        ArrayNode kinds = groupVersionKinds.of(type.name());
        if (!kinds.isEmpty()) schema.set("x-kubernetes-group-version-kind", kinds);
        return schema;
    }

    private ObjectNode field(TypeSchema type, FieldSchema field) {
        ObjectNode schema = shape(field.shape());
        if (schema.has("$ref")) {
            // A reference may have no neighbours in OpenAPI 3.0.
            ObjectNode wrapped = Json.object();
            wrapped.putArray("allOf").add(schema);
            schema = wrapped;
        }
        String description = descriptions.of(type, field);
        if (description.isEmpty() && field.shape() instanceof Shape.Reference(String name)) {
            description = descriptions.of(schemas.type(name));
        }
        if (!description.isEmpty()) schema.put("description", description);
        if (field.defaultValue() != null) schema.put("default", field.defaultValue());
        if (!field.values().isEmpty()) {
            ObjectNode holder = schema.path("items") instanceof ObjectNode items ? items : schema;
            if (schema.path("additionalProperties") instanceof ObjectNode values) holder = values;
            field.values().forEach(holder.putArray("enum")::add);
        }
        boolean itemsOfList = type.name().endsWith("List") && field.name().equals("items");
        if (field.shape() instanceof Shape.ListOf && !itemsOfList) {
            schema.put("x-kubernetes-list-type", listType(field.listType()));
            if (!field.listKeys().isEmpty()) {
                field.listKeys().forEach(schema.putArray("x-kubernetes-list-map-keys")::add);
            }
        }
        if (field.atomicMap()) schema.put("x-kubernetes-map-type", "atomic");
        if (field.granular()) schema.put("x-kubernetes-map-type", "granular");
        if (field.mergeKey() != null) schema.put("x-kubernetes-patch-merge-key", field.mergeKey());
        if (!field.strategies().isEmpty()) schema.put("x-kubernetes-patch-strategy", strategy(field));
        return schema;
    }

    private static String listType(ListType type) {
        return switch (type) {
            case ATOMIC -> "atomic";
            case SET -> "set";
            case MAP -> "map";
        };
    }

    private static String strategy(FieldSchema field) {
        List<String> words = new ArrayList<>();
        for (PatchStrategy strategy : PatchStrategy.values()) {
            if (!field.strategies().contains(strategy)) continue;
            words.add(
                    switch (strategy) {
                        case MERGE -> "merge";
                        case RETAIN_KEYS -> "retainKeys";
                        case REPLACE -> "replace";
                    });
        }
        return String.join(",", words);
    }

    private static ObjectNode shape(Shape shape) {
        ObjectNode schema = Json.object();
        switch (shape) {
            case Shape.Reference(String name) -> schema.put("$ref", PREFIX + name);
            case Shape.ListOf(Shape element) -> schema.put("type", "array").set("items", shape(element));
            case Shape.MapOf(Shape value) -> schema.put("type", "object").set("additionalProperties", shape(value));
            case Shape.Scalar scalar -> {
                switch (scalar) {
                    case STRING -> schema.put("type", "string");
                    case INT32 -> schema.put("type", "integer").put("format", "int32");
                    case INT64 -> schema.put("type", "integer").put("format", "int64");
                    case DOUBLE -> schema.put("type", "number").put("format", "double");
                    case BOOLEAN -> schema.put("type", "boolean");
                    case BYTES -> schema.put("type", "string").put("format", "byte");
                    case TIME, MICRO_TIME, INT_OR_STRING, QUANTITY, RAW, FIELDS ->
                        schema.put("$ref", PREFIX + WellKnownSchemas.name(scalar));
                    case ANY -> schema.put("x-kubernetes-preserve-unknown-fields", true);
                }
            }
        }
        return schema;
    }
}
