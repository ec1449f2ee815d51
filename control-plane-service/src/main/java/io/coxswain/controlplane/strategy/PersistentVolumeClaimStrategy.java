package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumeClaims: of a bound one only the size may change, and only grow. */
public final class PersistentVolumeClaimStrategy implements Strategy {
    private static final String ONLY =
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    @Override
    public Kind<?> kind() {
        return Kinds.PERSISTENT_VOLUME_CLAIM;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("phase", "Pending");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        Fields.setDefault(Fields.ensure(object, "spec"), "volumeMode", "Filesystem");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        if (spec.path("selector") instanceof ObjectNode selector) {
            SelectorRules.validate(selector, "spec.selector", errors);
        }
        PersistentVolumeStrategy.accessModes(spec, "at least 1 access mode is required", errors);
        JsonNode storage = spec.path("resources").path("requests").path("storage");
        if (!storage.isString()) errors.add(FieldError.required("spec.resources[storage]", ""));
        else if (ContainerRules.amount(storage).signum() <= 0) {
            errors.add(
                    FieldError.invalid("spec.resources[storage]", storage.stringValue(), "must be greater than zero"));
        }
        String storageClass = Fields.text(spec, "storageClassName");
        if (!storageClass.isEmpty()) {
            MetadataRules.invalid(errors, "spec.storageClassName", storageClass, Names.subdomain(storageClass));
        }
        String mode = Fields.text(spec, "volumeMode");
        if (!List.of("Block", "Filesystem").contains(mode)) {
            errors.add(FieldError.notSupported("spec.volumeMode", mode, List.of("Block", "Filesystem")));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        boolean bound = Fields.text(old.path("status"), "phase").equals("Bound");
        if (!Json.same(fixed(object, old, bound), fixed(old, old, bound))) {
            errors.add(FieldError.forbidden("spec", ONLY));
            return;
        }
        JsonNode now = object.path("spec").path("resources").path("requests").path("storage");
        JsonNode before = old.path("spec").path("resources").path("requests").path("storage");
        if (now.isString()
                && before.isString()
                && ContainerRules.amount(now).compareTo(ContainerRules.amount(before)) < 0) {
            errors.add(FieldError.forbidden(
                    "spec.resources.requests.storage", "field can not be less than previous value"));
        }
    }

    /** The spec without what may change; the binder may give a claim its volume once. */
    private static JsonNode fixed(ObjectNode object, ObjectNode old, boolean bound) {
        ObjectNode spec = Fields.ensure(object, "spec").deepCopy();
        if (Fields.text(old.path("spec"), "volumeName").isEmpty()) spec.remove("volumeName");
        if (!Fields.has(old.path("spec"), "storageClassName")) spec.remove("storageClassName");
        spec.remove("volumeAttributesClassName");
        if (bound && spec.path("resources").path("requests") instanceof ObjectNode requests) requests.remove("storage");
        return spec;
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("name");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("name", io.coxswain.json.Metadata.name(object));
    }
}
