package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.strategy.MetadataRules;
import io.coxswain.controlplane.strategy.Names;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects within an object, with an apiVersion, a kind and metadata of their own. */
final class EmbeddedObjects {
    private EmbeddedObjects() {}

    static List<FieldError> validate(ObjectNode object, StructuralSchema schema) {
        List<FieldError> errors = new ArrayList<>();
        walk(object, schema, "", errors);
        return errors;
    }

    private static void walk(JsonNode value, @Nullable StructuralSchema schema, String path, List<FieldError> errors) {
        if (schema == null) return;
        switch (value) {
            case ObjectNode object -> {
                if (schema.embedded()) embedded(object, path, errors);
                object.properties().forEach(entry -> {
                    String name = entry.getKey();
                    walk(entry.getValue(), schema.field(name), path.isEmpty() ? name : path + "." + name, errors);
                });
            }
            case ArrayNode array -> {
                for (int at = 0; at < array.size(); at++) {
                    walk(array.get(at), schema.items(), path + "[" + at + "]", errors);
                }
            }
            default -> {}
        }
    }

    private static void embedded(ObjectNode object, String path, List<FieldError> errors) {
        for (String field : List.of("apiVersion", "kind")) {
            JsonNode value = object.get(field);
            String place = path + "." + field;
            if (value == null) {
                errors.add(FieldError.required(place, ""));
            } else if (!value.isString()) {
                errors.add(FieldError.invalid(place, value, "must be a string"));
            } else if (value.stringValue().isEmpty()) {
                errors.add(FieldError.invalid(place, "", "must not be empty"));
            } else if (field.equals("kind")) {
                List<String> faults = Names.dns1035Label(value.stringValue().toLowerCase(Locale.ROOT));
                if (!faults.isEmpty()) {
                    errors.add(FieldError.invalid(
                            place,
                            value.stringValue(),
                            "may have mixed case, but should otherwise match: " + String.join(",", faults)));
                }
            }
        }
        if (object.get("metadata") instanceof ObjectNode) {
            errors.addAll(MetadataRules.embedded(object, path + ".metadata"));
        }
    }
}
