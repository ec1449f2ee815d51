package io.coxswain.controlplane.managedfields;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The entries of a list by the step that names them. */
final class Entries {
    private Entries() {}

    /** Entries that occur more than once have more than one value; those that cannot be named are left out. */
    static Map<String, List<JsonNode>> of(FieldType type, @Nullable JsonNode list) {
        Map<String, List<JsonNode>> entries = new LinkedHashMap<>();
        if (!(list instanceof ArrayNode array)) return entries;
        for (JsonNode entry : array) {
            String element = element(type, entry);
            if (element != null)
                entries.computeIfAbsent(element, absent -> new ArrayList<>(1)).add(entry);
        }
        return entries;
    }

    /** Null where the entry lacks all keys or is of the wrong form. */
    static @Nullable String element(FieldType type, JsonNode entry) {
        return switch (type) {
            case FieldType.SetOf set -> entry.isContainer() || entry.isNull() ? null : PathElement.value(entry);
            case FieldType.EntriesBy by -> key(by, entry);
            default -> null;
        };
    }

    private static @Nullable String key(FieldType.EntriesBy by, JsonNode entry) {
        if (!(entry instanceof ObjectNode object)) return null;
        Map<String, JsonNode> key = HashMap.newHashMap(by.keys().size());
        for (String name : by.keys()) {
            JsonNode value = object.get(name);
            if (value == null) value = by.defaults().get(name);
            if (value != null) key.put(name, value);
        }
        return key.isEmpty() ? null : PathElement.key(key);
    }

    static FieldType entryType(FieldType list) {
        return list instanceof FieldType.EntriesBy by ? by.entry() : FieldType.Whole.SCALAR;
    }
}
