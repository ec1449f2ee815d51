package io.coxswain.controlplane.structural;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts in the defaults of a schema where a value is absent, or null where null is not allowed. */
public final class Defaulting {
    private Defaulting() {}

    /** Removes nulls that mean nothing, then completes the value. */
    public static void apply(JsonNode value, StructuralSchema schema) {
        dropNulls(value, schema);
        complete(value, schema);
    }

    private static void complete(JsonNode value, @Nullable StructuralSchema schema) {
        if (schema == null) return;
        switch (value) {
            case ObjectNode object -> {
                schema.properties().forEach((name, property) -> {
                    JsonNode preset = property.defaultValue();
                    if (preset == null) return;
                    JsonNode present = object.get(name);
                    if (present == null || isWrongNull(present, property)) object.set(name, preset.deepCopy());
                });
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    StructuralSchema field = schema.field(entry.getKey());
                    if (field == null) continue;
                    JsonNode preset = field.defaultValue();
                    if (preset != null && isWrongNull(entry.getValue(), field)) entry.setValue(preset.deepCopy());
                    complete(entry.getValue(), field);
                }
            }
            case ArrayNode array -> {
                StructuralSchema items = schema.items();
                if (items == null) return;
                JsonNode preset = items.defaultValue();
                for (int at = 0; at < array.size(); at++) {
                    if (preset != null && isWrongNull(array.get(at), items)) array.set(at, preset.deepCopy());
                    complete(array.get(at), items);
                }
            }
            default -> {}
        }
    }

    private static void dropNulls(JsonNode value, @Nullable StructuralSchema schema) {
        switch (value) {
            case ObjectNode object -> {
                for (String name : new ArrayList<>(object.propertyNames())) {
                    StructuralSchema field = schema == null ? null : schema.field(name);
                    JsonNode member = object.path(name);
                    boolean drop = field != null && field.defaultValue() == null && isWrongNull(member, field);
                    if (drop) object.remove(name);
                    else dropNulls(member, field);
                }
            }
            case ArrayNode array -> {
                StructuralSchema items = schema == null ? null : schema.items();
                array.forEach(element -> dropNulls(element, items));
            }
            default -> {}
        }
    }

    private static boolean isWrongNull(JsonNode value, StructuralSchema schema) {
        return value.isNull() && !schema.nullable();
    }
}
