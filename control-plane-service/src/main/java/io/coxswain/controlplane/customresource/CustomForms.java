package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.schema.CustomTypes;
import io.coxswain.controlplane.schema.FieldValidator;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.controlplane.structural.Pruning;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings custom resources into the form of their schema, and the metadata of objects within them into that of all. */
final class CustomForms implements CustomTypes {
    private final CustomKinds kinds;
    private final TypeSchema metadata;
    private final FieldValidator validator;

    CustomForms(CustomKinds kinds, Schemas schemas) {
        this.kinds = kinds;
        this.metadata = schemas.type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        this.validator = new FieldValidator(schemas);
    }

    @Override
    public List<String> normalise(Kind<?> kind, ObjectNode object) {
        Optional<CustomKind> custom = kinds.find(kind);
        if (custom.isEmpty() || custom.get().schema() == null) return List.of();
        StructuralSchema schema = custom.get().schema();
        List<String> unknown = new ArrayList<>(Pruning.prune(object, schema));
        object.properties()
                .forEach(entry -> embedded(entry.getValue(), schema.field(entry.getKey()), entry.getKey(), unknown));
        return unknown;
    }

    private void embedded(JsonNode value, @Nullable StructuralSchema schema, String path, List<String> unknown) {
        if (schema == null) return;
        switch (value) {
            case ObjectNode object -> {
                if (schema.embedded() && object.path("metadata") instanceof ObjectNode inner) {
                    metadata(inner, path + ".metadata", unknown);
                }
                object.properties()
                        .forEach(entry -> embedded(
                                entry.getValue(), schema.field(entry.getKey()), path + "." + entry.getKey(), unknown));
            }
            case ArrayNode array -> {
                for (int at = 0; at < array.size(); at++) {
                    embedded(array.get(at), schema.items(), path + "[" + at + "]", unknown);
                }
            }
            default -> {}
        }
    }

    private void metadata(ObjectNode inner, String path, List<String> unknown) {
        FieldValidator.Result result = validator.normalise(metadata, inner);
        if (result.typeError() != null) {
            throw ApiException.badRequest(path + ": Invalid value: " + inner + ": " + result.typeError());
        }
        result.unknownFields().forEach(field -> unknown.add(path + "." + field));
    }
}
