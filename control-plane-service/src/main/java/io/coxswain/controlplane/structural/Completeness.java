package io.coxswain.controlplane.structural;

import io.coxswain.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever an alternative speaks of is also described outside of the alternatives. */
final class Completeness {
    private final List<FieldError> errors;

    private Completeness(List<FieldError> errors) {
        this.errors = errors;
    }

    static void validate(StructuralSchema schema, String path, List<FieldError> errors) {
        new Completeness(errors).values(schema.source(), schema, path, path);
    }

    private void values(ObjectNode values, StructuralSchema schema, String path, String where) {
        nested(values.path("not"), schema, path, where + ".not");
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            for (int at = 0; at < values.path(junctor).size(); at++) {
                nested(values.path(junctor).path(at), schema, path, where + "." + junctor + "[" + at + "]");
            }
        }
    }

    private void nested(JsonNode node, @Nullable StructuralSchema schema, String path, String where) {
        if (!(node instanceof ObjectNode values)) return;
        if (schema == null) {
            errors.add(FieldError.required(path, "because it is defined in " + where));
            return;
        }
        values(values, schema, path, where);
        nested(values.path("items"), schema.items(), path + ".items", where + ".items");
        values.path("properties").properties().forEach(entry -> {
            String step = ".properties[" + entry.getKey() + "]";
            nested(entry.getValue(), schema.properties().get(entry.getKey()), path + step, where + step);
        });
    }
}
