package io.coxswain.controlplane.schema;

import io.coxswain.model.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks an object against its type and brings it into the form in which it is stored: without unknown fields and
 * without nulls, quantities in their canonical form.
 */
public final class FieldValidator {
    /** More unknown fields than this are not listed. */
    static final int LIMIT = 100;

    private final Schemas schemas;

    public FieldValidator(Schemas schemas) {
        this.schemas = schemas;
    }

    /**
     * What was found.
     *
     * @param unknownFields paths such as {@code spec.template.spec.containers[0].foo}, at most {@value #LIMIT}
     * @param typeError the first wrong type, in Kubernetes' words; null where there is none
     */
    public record Result(
            List<String> unknownFields, @Nullable String typeError) {
        public Result {
            unknownFields = List.copyOf(unknownFields);
        }
    }

    /** Looks only. */
    public Result validate(Kind<?> kind, ObjectNode object) {
        return new TypeWalk(schemas, false).walk(schemas.of(kind), object);
    }

    /** Looks, and removes from the object what does not belong. Where there is a type error the object is half done. */
    public Result normalise(Kind<?> kind, ObjectNode object) {
        return normalise(schemas.of(kind), object);
    }

    public Result normalise(TypeSchema type, ObjectNode object) {
        return new TypeWalk(schemas, true).walk(type, object);
    }
}
