package io.coxswain.controlplane.managedfields;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Finds what makes a configuration one that cannot be applied, in Kubernetes' words. */
final class ConfigurationCheck {
    private final List<String> faults = new ArrayList<>();

    private ConfigurationCheck() {}

    /** Null where there is no fault. */
    static @Nullable String fault(FieldType type, JsonNode configuration) {
        ConfigurationCheck check = new ConfigurationCheck();
        check.walk(type, configuration, "");
        if (check.faults.isEmpty()) return null;
        return check.faults.size() == 1
                ? check.faults.getFirst()
                : check.faults.stream().collect(Collectors.joining("\n  ", "errors:\n  ", ""));
    }

    private void walk(FieldType type, JsonNode value, String path) {
        switch (type) {
            case FieldType.Whole whole -> {}
            case FieldType.Untyped untyped -> {}
            case FieldType.Struct(FieldType.Named fields) -> {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    String name = entry.getKey();
                    FieldType field = fields.field(name);
                    boolean known = field != null || fields.open() || ServerFields.contains(List.of(), name);
                    if (!known || (field == null && !path.isEmpty() && !fields.open())) {
                        faults.add(path + "." + name + ": field not declared in schema");
                    } else if (field != null) {
                        walk(field, entry.getValue(), path + "." + name);
                    }
                }
            }
            case FieldType.MapOf(FieldType inner) -> {
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    walk(inner, entry.getValue(), path + "." + entry.getKey());
                }
            }
            case FieldType.SetOf set -> entries(set, value, path);
            case FieldType.EntriesBy by -> entries(by, value, path);
        }
    }

    private void entries(FieldType list, JsonNode value, String path) {
        if (!(value instanceof ArrayNode array)) return;
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < array.size(); at++) {
            JsonNode entry = array.get(at);
            String element = Entries.element(list, entry);
            if (element == null) {
                faults.add(path + ": element " + at + ": " + nameless(list, entry));
                continue;
            }
            String name = PathElement.display(element);
            if (!seen.add(element)) faults.add(path + ": duplicate entries for key " + name);
            walk(Entries.entryType(list), entry, path + name);
        }
    }

    private static String nameless(FieldType list, JsonNode entry) {
        if (list instanceof FieldType.EntriesBy by) {
            if (entry.isNull()) return "associative list with keys may not have a null element";
            if (!entry.isObject()) return "associative list with keys may not have non-map elements";
            String keys = by.keys().stream().map(key -> '"' + key + '"').collect(Collectors.joining(" ", "[", "]"));
            return "associative list with keys has an element that omits all key fields " + keys
                    + " (and doesn't have default values for any key fields)";
        }
        if (entry.isObject()) return "associative list without keys has an element that's a map type";
        if (entry.isArray()) return "not supported: associative list with lists as elements";
        return "associative list without keys has an element that's an explicit null";
    }
}
