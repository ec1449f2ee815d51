package io.coxswain.controlplane.managedfields;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lays a configuration over an object. Nothing is removed; neither of the two is changed. */
final class Merger {
    private Merger() {}

    static JsonNode merge(FieldType type, JsonNode live, JsonNode configuration) {
        return switch (type) {
            case FieldType.Whole whole -> configuration.deepCopy();
            case FieldType.Struct(FieldType.Named fields) -> objects(fields, null, live, configuration);
            case FieldType.MapOf(FieldType value) -> objects(null, value, live, configuration);
            case FieldType.Untyped untyped -> objects(null, untyped, live, configuration);
            case FieldType.SetOf set -> lists(set, live, configuration);
            case FieldType.EntriesBy by -> lists(by, live, configuration);
        };
    }

    private static JsonNode objects(
            FieldType.@Nullable Named fields, @Nullable FieldType value, JsonNode live, JsonNode configuration) {
        if (!(live instanceof ObjectNode old)) return configuration.deepCopy();
        if (!(configuration instanceof ObjectNode wanted)) {
            // A bare name in YAML is no wish to remove what is there.
            return configuration.isNull() && !old.isEmpty() ? live.deepCopy() : configuration.deepCopy();
        }
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : old.properties()) {
            JsonNode change = wanted.get(entry.getKey());
            FieldType type = type(fields, value, entry.getKey());
            merged.set(
                    entry.getKey(),
                    change == null ? entry.getValue().deepCopy() : merge(type, entry.getValue(), change));
        }
        for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
            if (!old.has(entry.getKey()))
                merged.set(entry.getKey(), entry.getValue().deepCopy());
        }
        return merged;
    }

    private static FieldType type(FieldType.@Nullable Named fields, @Nullable FieldType value, String name) {
        FieldType type = fields == null ? value : fields.field(name);
        return type == null ? FieldType.Untyped.VALUE : type;
    }

    /**
     * Entries of the configuration come in its order; those that only the object has keep their place in front of the
     * entry that they stand in front of.
     */
    private static JsonNode lists(FieldType list, JsonNode live, JsonNode configuration) {
        if (!(live instanceof ArrayNode) || live.isEmpty()) {
            return configuration.isNull() && live instanceof ArrayNode ? live.deepCopy() : configuration.deepCopy();
        }
        if (!(configuration instanceof ArrayNode) || configuration.isEmpty()) return live.deepCopy();
        FieldType type = Entries.entryType(list);
        Map<String, List<JsonNode>> before = Entries.of(list, live);
        Map<String, List<JsonNode>> wanted = Entries.of(list, configuration);
        Deque<String> shared = new ArrayDeque<>();
        for (String element : wanted.keySet()) if (before.containsKey(element)) shared.add(element);

        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        Deque<String> next = new ArrayDeque<>(wanted.keySet());
        Set<String> done = new HashSet<>();
        for (JsonNode entry : live) {
            String element = Entries.element(list, entry);
            if (element == null || !wanted.containsKey(element)) {
                merged.add(entry.deepCopy());
                continue;
            }
            if (done.contains(element) || !element.equals(shared.peek())) continue;
            // All wanted entries up to this one, which is the next that both have.
            shared.poll();
            String taken;
            do {
                taken = next.removeFirst();
                done.add(taken);
                add(merged, type, before, wanted, taken);
            } while (!taken.equals(element));
        }
        for (String element : next) add(merged, type, before, wanted, element);
        return merged;
    }

    private static void add(
            ArrayNode merged,
            FieldType type,
            Map<String, List<JsonNode>> before,
            Map<String, List<JsonNode>> wanted,
            String element) {
        JsonNode change = wanted.getOrDefault(element, List.of()).getFirst();
        List<JsonNode> old = before.getOrDefault(element, List.of());
        merged.add(old.size() == 1 ? merge(type, old.getFirst(), change) : change.deepCopy());
    }
}
