package io.coxswain.controlplane.patch;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.model.Kind;
import tools.jackson.databind.node.ObjectNode;

/** Applies patches to objects. The object given is not changed. */
public final class Patches {
    private final Schemas schemas;
    private final StrategicMergePatch strategic;

    public Patches(Schemas schemas) {
        this.schemas = schemas;
        this.strategic = new StrategicMergePatch(schemas);
    }

    /**
     * The object as the patch makes it, which the caller then decodes and validates as it would an update. A patch that
     * is malformed is {@code BadRequest}, one that does not fit the object {@code Invalid}.
     */
    public ObjectNode apply(PatchType type, Kind<?> kind, ObjectNode current, byte[] patch) {
        return apply(type, schemas.of(kind), current, patch);
    }

    public ObjectNode apply(PatchType type, TypeSchema schema, ObjectNode current, byte[] patch) {
        return switch (type) {
            case JSON -> JsonPatch.parse(patch).apply(current);
            case MERGE -> MergePatch.apply(current, PatchDocuments.object(patch));
            case STRATEGIC -> strategic.apply(schema, current, PatchDocuments.object(patch));
        };
    }
}
