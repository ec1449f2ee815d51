package io.coxswain.controlplane.structural;

import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Defaults fit their own schema and hold nothing that would be pruned. */
final class DefaultRules {
    private DefaultRules() {}

    static List<FieldError> validate(StructuralSchema schema, String path) {
        List<FieldError> errors = new ArrayList<>();
        walk(schema, path, errors);
        return errors;
    }

    private static void walk(StructuralSchema schema, String path, List<FieldError> errors) {
        JsonNode preset = schema.defaultValue();
        if (preset != null) {
            String place = path + ".default";
            if (!Pruning.isPruned(preset, schema)) {
                errors.add(FieldError.invalid(place, preset, "must not have unknown fields"));
            }
            errors.addAll(ValueValidator.validate(preset, null, schema, place));
        }
        if (schema.items() != null) walk(schema.items(), path + ".items", errors);
        schema.properties().forEach((name, property) -> walk(property, path + ".properties[" + name + "]", errors));
    }
}
