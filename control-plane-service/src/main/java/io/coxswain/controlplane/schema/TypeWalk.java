package io.coxswain.controlplane.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One pass over an object beside its type. Words its findings as Kubernetes' decoder does. */
final class TypeWalk {
    private final Schemas schemas;
    private final boolean change;
    private final List<String> unknown = new ArrayList<>();
    /** The names of the fields on the way, without indexes: how decoding errors name a place. */
    private final List<String> fields = new ArrayList<>();

    private @Nullable String struct;
    private @Nullable String typeError;

    TypeWalk(Schemas schemas, boolean change) {
        this.schemas = schemas;
        this.change = change;
    }

    FieldValidator.Result walk(TypeSchema type, ObjectNode object) {
        object(type, object, "");
        return new FieldValidator.Result(unknown, typeError);
    }

    private void object(TypeSchema type, ObjectNode object, String path) {
        List<String> drop = new ArrayList<>();
        String outer = struct;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (typeError != null) return;
            String name = entry.getKey();
            FieldSchema field = type.field(name);
            if (field == null) {
                boolean typeMeta = path.isEmpty() && (name.equals("apiVersion") || name.equals("kind"));
                if (type.open() || typeMeta) continue;
                if (unknown.size() < FieldValidator.LIMIT) unknown.add(path + name);
                drop.add(name);
            } else if (entry.getValue().isNull()) {
                drop.add(name);
            } else {
                struct = type.simpleName();
                fields.add(name);
                JsonNode value = value(field.shape(), field, entry.getValue(), path + name);
                if (change) entry.setValue(value);
                fields.removeLast();
            }
        }
        struct = outer;
        if (change) object.remove(drop);
    }

    private JsonNode value(Shape shape, @Nullable FieldSchema field, JsonNode value, String path) {
        switch (shape) {
            case Shape.Scalar scalar -> {
                return scalar(scalar, field, value);
            }
            case Shape.Reference(String name) -> {
                if (value instanceof ObjectNode object) object(schemas.type(name), object, path + ".");
                else mismatch(word(value), goName(shape, field));
            }
            case Shape.ListOf(Shape element) -> {
                if (!(value instanceof ArrayNode list)) {
                    mismatch(word(value), goName(shape, field));
                    return value;
                }
                for (int i = 0; i < list.size() && typeError == null; i++) {
                    JsonNode item = item(element, list.get(i), path + "[" + i + "]");
                    if (change) list.set(i, item);
                }
            }
            case Shape.MapOf(Shape inner) -> {
                if (!(value instanceof ObjectNode map)) {
                    mismatch(word(value), goName(shape, field));
                    return value;
                }
                for (Map.Entry<String, JsonNode> entry : map.properties()) {
                    if (typeError != null) break;
                    JsonNode item = item(inner, entry.getValue(), path + "." + entry.getKey());
                    if (change) entry.setValue(item);
                }
            }
        }
        return value;
    }

    /** Go reads a null in a list or map as the zero value. */
    private JsonNode item(Shape shape, JsonNode value, String path) {
        if (!value.isNull()) return value(shape, null, value, path);
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (shape) {
            case Shape.Reference reference -> nodes.objectNode();
            case Shape.ListOf list -> nodes.arrayNode();
            case Shape.MapOf map -> nodes.objectNode();
            case Shape.Scalar scalar ->
                switch (scalar) {
                    case STRING, BYTES -> nodes.stringNode("");
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> nodes.numberNode(0);
                    case BOOLEAN -> nodes.booleanNode(false);
                    case QUANTITY -> nodes.stringNode("0");
                    case TIME, MICRO_TIME, RAW, FIELDS, ANY -> value;
                };
        };
    }

    private JsonNode scalar(Shape.Scalar scalar, @Nullable FieldSchema field, JsonNode value) {
        switch (scalar) {
            case QUANTITY -> {
                String text = value.isString() ? value.stringValue() : value.toString();
                String wrong = Quantity.fault(text);
                if (wrong != null) typeError = wrong;
                else if (change) return JsonNodeFactory.instance.stringNode(Quantity.canonical(text));
            }
            case INT_OR_STRING -> {
                if (!value.isString()) ScalarTypes.check(Shape.Scalar.INT32, value, this::mismatch, "int32");
            }
            case TIME, MICRO_TIME -> {
                String wrong = ScalarTypes.timeFault(value, scalar == Shape.Scalar.MICRO_TIME);
                if (wrong != null) typeError = wrong;
            }
            case BYTES -> {
                String wrong = value.isString() ? ScalarTypes.base64Fault(value.stringValue()) : null;
                if (wrong != null) typeError = wrong;
                if (!value.isString()) mismatch(word(value), goName(scalar, field));
            }
            case STRING, INT32, INT64, DOUBLE, BOOLEAN, RAW, FIELDS, ANY ->
                ScalarTypes.check(scalar, value, this::mismatch, goName(scalar, field));
        }
        return value;
    }

    private static String goName(Shape shape, @Nullable FieldSchema field) {
        return field == null ? shape.goName() : field.goName();
    }

    private void mismatch(String found, String wanted) {
        String place = struct == null ? "Go value" : "Go struct field " + struct + "." + String.join(".", fields);
        typeError = "json: cannot unmarshal " + found + " into " + place + " of type " + wanted;
    }

    static String word(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            default -> "string";
        };
    }
}
