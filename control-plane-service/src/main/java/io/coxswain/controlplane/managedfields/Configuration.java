package io.coxswain.controlplane.managedfields;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that a value states an opinion on: its leaves and the entries of its lists. */
final class Configuration {
    private Configuration() {}

    static FieldSet fields(FieldType type, JsonNode value) {
        FieldSet set = new FieldSet();
        walk(type, value, set);
        return set;
    }

    private static void walk(FieldType type, JsonNode value, FieldSet node) {
        switch (type) {
            case FieldType.Whole whole -> node.mark();
            case FieldType.Struct(FieldType.Named fields) -> {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    FieldType field = fields.field(entry.getKey());
                    FieldSet child = node.at(PathElement.field(entry.getKey()));
                    walk(field == null ? FieldType.Untyped.VALUE : field, entry.getValue(), child);
                    if (field == null || isBare(entry.getValue())) child.mark();
                }
            }
            case FieldType.MapOf(FieldType inner) -> map(inner, value, node);
            case FieldType.Untyped untyped -> {
                if (value instanceof ObjectNode) map(untyped, value, node);
                else node.mark();
            }
            case FieldType.SetOf set -> entries(set, value, node);
            case FieldType.EntriesBy by -> entries(by, value, node);
        }
    }

    private static void map(FieldType inner, JsonNode value, FieldSet node) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            FieldSet child = node.at(PathElement.field(entry.getKey()));
            walk(inner, entry.getValue(), child);
            child.mark();
        }
    }

    private static void entries(FieldType list, JsonNode value, FieldSet node) {
        FieldType type = Entries.entryType(list);
        for (Map.Entry<String, List<JsonNode>> entry : Entries.of(list, value).entrySet()) {
            FieldSet child = node.at(entry.getKey());
            if (entry.getValue().size() == 1) walk(type, entry.getValue().getFirst(), child);
            child.mark();
        }
    }

    private static boolean isBare(JsonNode value) {
        return value.isNull() || value.isMissingNode() || (value instanceof ObjectNode && value.isEmpty());
    }
}
