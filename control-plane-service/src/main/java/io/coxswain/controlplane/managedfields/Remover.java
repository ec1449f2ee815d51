package io.coxswain.controlplane.managedfields;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes fields out of an object. What is left of a container without content is missing. */
final class Remover {
    private Remover() {}

    static JsonNode remove(FieldType type, JsonNode value, FieldSet fields) {
        return switch (type) {
            case FieldType.Whole whole -> whole == FieldType.Whole.SCALAR ? value : MissingNode.getInstance();
            case FieldType.Struct struct -> object(struct, value, fields);
            case FieldType.MapOf map -> object(map, value, fields);
            case FieldType.Untyped untyped -> value.isContainer() ? object(untyped, value, fields) : value;
            case FieldType.SetOf set -> list(set, value, fields);
            case FieldType.EntriesBy by -> list(by, value, fields);
        };
    }

    private static JsonNode object(FieldType type, JsonNode value, FieldSet fields) {
        if (!(value instanceof ObjectNode object) || object.isEmpty()) return MissingNode.getInstance();
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            FieldSet below = fields.child(PathElement.field(entry.getKey()));
            if (below != null && below.isMember()) continue;
            kept.set(
                    entry.getKey(),
                    below == null || below.children().isEmpty()
                            ? entry.getValue()
                            : remove(fieldType(type, entry.getKey()), entry.getValue(), below));
        }
        return kept.isEmpty() ? MissingNode.getInstance() : kept;
    }

    private static FieldType fieldType(FieldType type, String name) {
        FieldType found = switch (type) {
            case FieldType.Struct(FieldType.Named fields) -> fields.field(name);
            case FieldType.MapOf(FieldType value) -> value;
            default -> FieldType.Untyped.VALUE;
        };
        return found == null ? FieldType.Untyped.VALUE : found;
    }

    private static JsonNode list(FieldType type, JsonNode value, FieldSet fields) {
        if (!(value instanceof ArrayNode list) || list.isEmpty()) return MissingNode.getInstance();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : list) {
            String element = Entries.element(type, entry);
            FieldSet below = element == null ? null : fields.child(element);
            if (below != null && below.isMember()) continue;
            kept.add(
                    below == null || below.children().isEmpty()
                            ? entry
                            : remove(Entries.entryType(type), entry, below));
        }
        return kept.isEmpty() ? MissingNode.getInstance() : kept;
    }

    /** Leaves out of an object what is missing in it; the object is changed. */
    static void clean(JsonNode value) {
        if (value instanceof ObjectNode object) object.removeIf(JsonNode::isMissingNode);
        if (value instanceof ArrayNode array) array.removeIf(JsonNode::isMissingNode);
        value.forEach(Remover::clean);
    }
}
