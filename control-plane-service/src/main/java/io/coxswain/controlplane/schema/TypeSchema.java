package io.coxswain.controlplane.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One type of the API with its fields by name.
 *
 * @param name as in OpenAPI, such as {@code io.k8s.api.core.v1.Pod}
 * @param atomic whether values are owned as a whole
 * @param open whether any field is allowed: the type of a kind whose fields are not known
 */
public record TypeSchema(String name, Map<String, FieldSchema> fields, boolean atomic, boolean open) {
    public @Nullable FieldSchema field(String field) {
        return fields.get(field);
    }

    /** The last part: {@code Pod}. */
    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static TypeSchema open(String name) {
        return new TypeSchema(name, Map.of(), false, true);
    }
}
