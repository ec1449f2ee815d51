package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.strategy.ScaleForm;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.controlplane.structural.Defaulting;
import io.coxswain.controlplane.structural.ListTypes;
import io.coxswain.controlplane.structural.Pruning;
import io.coxswain.controlplane.structural.StructuralSchema;
import io.coxswain.controlplane.structural.ValueValidator;
import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.status.ApiException;
import io.coxswain.status.FieldError;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How custom resources behave: as their definition says. */
final class CustomStrategies {
    private final CustomKinds kinds;

    CustomStrategies(CustomKinds kinds) {
        this.kinds = kinds;
    }

    /** Empty for a built-in kind. */
    Optional<Strategy> of(Kind<?> kind) {
        return kinds.find(kind).map(OneKind::new);
    }

    private static final class OneKind implements Strategy {
        private final CustomKind custom;

        OneKind(CustomKind custom) {
            this.custom = custom;
        }

        @Override
        public Kind<?> kind() {
            return custom.kind();
        }

        @Override
        public boolean countsGenerations() {
            return true;
        }

        @Override
        public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
            return !Json.same(withoutMetadata(object), withoutMetadata(old));
        }

        @Override
        public void prepareCreate(ObjectNode object) {
            if (!custom.terminating()) return;
            throw ApiException.methodNotAllowed("create is not supported on resources of kind \""
                    + custom.kind().resource() + "\"");
        }

        @Override
        public void setDefaults(ObjectNode object) {
            if (custom.schema() != null) Defaulting.apply(object, custom.schema());
        }

        @Override
        public void validate(ObjectNode object, List<FieldError> errors) {
            check(object, null, errors);
        }

        @Override
        public void validateChange(ObjectNode object, ObjectNode old, List<FieldError> errors) {
            check(object, old, errors);
        }

        private void check(ObjectNode object, @Nullable ObjectNode old, List<FieldError> errors) {
            StructuralSchema schema = custom.schema();
            if (schema != null) errors.addAll(ValueValidator.validate(object, old, schema, ""));
            if (custom.scale() != null) {
                ScaleRules.spec(custom.scale(), object, errors);
                ScaleRules.status(custom.scale(), object, errors);
            }
            if (schema == null) return;
            errors.addAll(EmbeddedObjects.validate(object, schema));
            boolean wasFine = old == null || ListTypes.validate(old, schema).isEmpty();
            if (wasFine) errors.addAll(ListTypes.validate(object, schema));
        }

        @Override
        public void validateStatus(ObjectNode object, ObjectNode old, List<FieldError> errors) {
            StructuralSchema schema =
                    custom.schema() == null ? null : custom.schema().field("status");
            JsonNode status = object.get("status");
            if (schema != null && status != null) {
                errors.addAll(ValueValidator.validate(status, old.get("status"), schema, "status"));
            }
            if (custom.scale() != null) ScaleRules.status(custom.scale(), object, errors);
            if (custom.schema() != null) errors.addAll(ListTypes.validate(object, custom.schema()));
        }

        @Override
        public Set<String> selectableFields() {
            Set<String> names = new LinkedHashSet<>();
            custom.selectable().forEach(path -> names.add(path.toString()));
            return names;
        }

        @Override
        public Map<String, String> fields(ObjectNode object) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (SimplePath path : custom.selectable()) {
                JsonNode value = path.of(object);
                fields.put(
                        path.toString(),
                        value.isMissingNode() || value.isNull()
                                ? ""
                                : value.isString() ? value.stringValue() : value.toString());
            }
            return fields;
        }

        @Override
        public @Nullable String deprecation() {
            return custom.deprecation();
        }

        @Override
        public @Nullable ScaleForm scaleForm() {
            return custom.scale() == null ? null : new CustomScale(custom.kind(), custom.scale());
        }

        @Override
        public boolean convertsStored() {
            return true;
        }

        /** Another version is a change of the version's name alone; what the schema no longer has is not shown. */
        @Override
        public ObjectNode fromStored(ObjectNode stored) {
            stored.put("apiVersion", custom.kind().apiVersion())
                    .put("kind", custom.kind().name());
            if (custom.schema() != null) {
                Pruning.prune(stored, custom.schema());
                Defaulting.apply(stored, custom.schema());
            }
            return stored;
        }

        @Override
        public ObjectNode toStored(ObjectNode object) {
            return object.put("apiVersion", custom.kind().group() + "/" + custom.storageVersion());
        }

        private static ObjectNode withoutMetadata(ObjectNode object) {
            ObjectNode rest = object.deepCopy();
            rest.remove("metadata");
            return rest;
        }
    }
}
