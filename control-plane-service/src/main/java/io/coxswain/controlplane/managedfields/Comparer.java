package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares two states of a value, field by field as their type says. */
final class Comparer {
    private static final ObjectNode NOTHING = Json.object();

    private final Comparison found = Comparison.empty();
    private final List<String> path = new ArrayList<>();

    private Comparer() {}

    static Comparison compare(FieldType type, JsonNode old, JsonNode now) {
        Comparer comparer = new Comparer();
        comparer.both(type, old, now);
        return comparer.found;
    }

    private void both(FieldType type, JsonNode old, JsonNode now) {
        if (isEmpty(old) && isEmpty(now)) {
            leaf(old, now);
            return;
        }
        switch (type) {
            case FieldType.Whole whole -> leaf(old, now);
            case FieldType.Struct(FieldType.Named fields) -> {
                if (isObject(old) && isObject(now)) fields(fields, old, now);
                else leaf(old, now);
            }
            case FieldType.MapOf(FieldType value) -> {
                if (isObject(old) && isObject(now)) map(value, old, now);
                else leaf(old, now);
            }
            case FieldType.Untyped untyped -> {
                if (old instanceof ObjectNode && now instanceof ObjectNode) map(untyped, old, now);
                else leaf(old, now);
            }
            case FieldType.SetOf set -> entries(set, old, now);
            case FieldType.EntriesBy by -> entries(by, old, now);
        }
    }

    private void leaf(JsonNode old, JsonNode now) {
        if (!Json.same(old, now)) found.modified().at(path).mark();
    }

    private void fields(FieldType.Named fields, JsonNode old, JsonNode now) {
        for (Map.Entry<String, JsonNode> entry : old.properties()) {
            String name = entry.getKey();
            field(fields, name, entry.getValue(), now.get(name));
        }
        for (Map.Entry<String, JsonNode> entry : now.properties()) {
            String name = entry.getKey();
            if (!old.has(name)) field(fields, name, null, entry.getValue());
        }
    }

    private void field(FieldType.Named fields, String name, @Nullable JsonNode old, @Nullable JsonNode now) {
        if (path.size() <= 1 && ServerFields.contains(path, name)) return;
        FieldType type = fields.field(name);
        if (type == null) type = FieldType.Untyped.VALUE;
        if (old == null || now == null) {
            JsonNode implied =
                    fields.isAlwaysThere(name) ? NOTHING : fields.isAlwaysList(name) ? NullNode.instance : null;
            if (implied != null && old == null) old = implied;
            if (implied != null && now == null) now = implied;
        }
        child(PathElement.field(name), type, old, now);
    }

    private void map(FieldType value, JsonNode old, JsonNode now) {
        for (Map.Entry<String, JsonNode> entry : old.properties()) {
            String name = entry.getKey();
            child(PathElement.field(name), value, entry.getValue(), now.get(name));
        }
        for (Map.Entry<String, JsonNode> entry : now.properties()) {
            String name = entry.getKey();
            if (!old.has(name)) child(PathElement.field(name), value, null, entry.getValue());
        }
    }

    private void child(String element, FieldType type, @Nullable JsonNode old, @Nullable JsonNode now) {
        if (old == null && now == null) return;
        path.add(element);
        if (old == null && now != null) all(type, now, found.added().at(path));
        else if (old != null && now == null) all(type, old, found.removed().at(path));
        else if (old != null && now != null) both(type, old, now);
        path.removeLast();
    }

    private void entries(FieldType list, JsonNode old, JsonNode now) {
        if (old.equals(now)) return;
        FieldType type = Entries.entryType(list);
        Map<String, List<JsonNode>> before = Entries.of(list, old);
        Map<String, List<JsonNode>> after = Entries.of(list, now);
        before.forEach((element, values) -> entry(element, type, values, after.getOrDefault(element, List.of())));
        after.forEach((element, values) -> {
            if (!before.containsKey(element)) entry(element, type, List.of(), values);
        });
    }

    /** Entries that occur more than once are compared as a whole. */
    private void entry(String element, FieldType type, List<JsonNode> old, List<JsonNode> now) {
        if (old.size() <= 1 && now.size() <= 1) {
            child(element, type, old.isEmpty() ? null : old.getFirst(), now.isEmpty() ? null : now.getFirst());
            return;
        }
        path.add(element);
        if (old.size() > 1 && now.size() > 1) {
            if (!old.equals(now)) found.modified().at(path).mark();
        } else if (old.size() > 1) {
            if (!now.isEmpty()) all(type, now.getFirst(), found.added().at(path));
            found.removed().at(path).mark();
        } else {
            if (!old.isEmpty()) all(type, old.getFirst(), found.removed().at(path));
            found.added().at(path).mark();
        }
        path.removeLast();
    }

    /** Marks a value and all that is in it. */
    private static void all(FieldType type, JsonNode value, FieldSet node) {
        node.mark();
        switch (type) {
            case FieldType.Whole whole -> {}
            case FieldType.Struct(FieldType.Named fields) -> {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    FieldType field = fields.field(entry.getKey());
                    all(
                            field == null ? FieldType.Untyped.VALUE : field,
                            entry.getValue(),
                            node.at(PathElement.field(entry.getKey())));
                }
            }
            case FieldType.MapOf(FieldType inner) -> map(inner, value, node);
            case FieldType.Untyped untyped -> map(untyped, value, node);
            case FieldType.SetOf set -> list(set, value, node);
            case FieldType.EntriesBy by -> list(by, value, node);
        }
    }

    private static void map(FieldType inner, JsonNode value, FieldSet node) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            all(inner, entry.getValue(), node.at(PathElement.field(entry.getKey())));
        }
    }

    private static void list(FieldType list, JsonNode value, FieldSet node) {
        FieldType type = Entries.entryType(list);
        Entries.of(list, value).forEach((element, values) -> {
            if (values.size() == 1) all(type, values.getFirst(), node.at(element));
            else node.at(element).mark();
        });
    }

    private static boolean isObject(JsonNode value) {
        return value instanceof ObjectNode || value.isNull();
    }

    /** An empty container or null: a leaf, so that the two can be told apart. */
    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || ((value instanceof ObjectNode || value instanceof ArrayNode) && value.isEmpty());
    }
}
