package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.LocalPath;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes: a source that never changes. */
public final class PersistentVolumeStrategy implements Strategy {
    static final Set<String> ACCESS_MODES =
            Set.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    private static final Set<String> NO_SOURCES = Set.of(
            "accessModes",
            "capacity",
            "claimRef",
            "mountOptions",
            "nodeAffinity",
            "persistentVolumeReclaimPolicy",
            "storageClassName",
            "volumeAttributesClassName",
            "volumeMode");

    @Override
    public Kind<?> kind() {
        return Kinds.PERSISTENT_VOLUME;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("phase", "Pending");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "persistentVolumeReclaimPolicy", "Retain");
        Fields.setDefault(spec, "volumeMode", "Filesystem");
        if (spec.path("hostPath") instanceof ObjectNode source && !source.has("type")) source.put("type", "");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        accessModes(spec, "", errors);
        JsonNode capacity = spec.path("capacity");
        if (capacity.isEmpty()) errors.add(FieldError.required("spec.capacity", ""));
        else if (!capacity.has("storage") || capacity.size() > 1) {
            errors.add(FieldError.notSupported("spec.capacity", capacity, List.of("storage")));
        }
        capacity.properties().forEach(entry -> {
            if (ContainerRules.amount(entry.getValue()).signum() <= 0) {
                errors.add(FieldError.invalid(
                        "spec.capacity[" + entry.getKey() + "]",
                        entry.getValue().asString(""),
                        "must be greater than zero"));
            }
        });
        ContainerRules.oneOf(
                spec, "spec", "persistentVolumeReclaimPolicy", List.of("Delete", "Recycle", "Retain"), errors);
        sources(spec, errors);
        String storageClass = Fields.text(spec, "storageClassName");
        if (!storageClass.isEmpty()) {
            MetadataRules.invalid(errors, "spec.storageClassName", storageClass, Names.subdomain(storageClass));
        }
        ContainerRules.oneOf(spec, "spec", "volumeMode", List.of("Block", "Filesystem"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Json.same(source(object), source(old))) {
            errors.add(FieldError.forbidden(
                    "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation"));
        }
        if (!Fields.same(object.path("spec"), old.path("spec"), "volumeMode")) {
            errors.add(FieldError.invalid(
                    "spec.volumeMode", Fields.text(object.path("spec"), "volumeMode"), "field is immutable"));
        }
    }

    /** The agent of a node finds the volumes whose directories it has by this field. */
    @Override
    public Set<String> selectableFields() {
        return Set.of("spec.nodeName");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of("spec.nodeName", LocalPath.node(object).orElse(""));
    }

    @Override
    public List<String> warnings(ObjectNode object, @Nullable ObjectNode old) {
        return Fields.text(object.path("spec"), "persistentVolumeReclaimPolicy").equals("Recycle")
                ? List.of("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the"
                        + " recommended approach is to use dynamic provisioning.")
                : List.of();
    }

    /** {@code missing} is told where there is none. */
    static void accessModes(ObjectNode spec, String missing, List<FieldError> errors) {
        List<String> modes = Fields.texts(spec, "accessModes");
        if (modes.isEmpty()) errors.add(FieldError.required("spec.accessModes", missing));
        for (String mode : modes) {
            if (!ACCESS_MODES.contains(mode)) {
                errors.add(FieldError.notSupported("spec.accessModes", mode, List.copyOf(ACCESS_MODES)));
            }
        }
        if (modes.contains("ReadWriteOncePod") && modes.size() > 1) {
            errors.add(
                    FieldError.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes"));
        }
    }

    private static void sources(ObjectNode spec, List<FieldError> errors) {
        List<String> sources = spec.propertyNames().stream()
                .filter(field -> !NO_SOURCES.contains(field))
                .toList();
        if (sources.isEmpty()) errors.add(FieldError.required("spec", "must specify a volume type"));
        for (int at = 1; at < sources.size(); at++) {
            errors.add(FieldError.forbidden("spec." + sources.get(at), "may not specify more than 1 volume type"));
        }
        if (spec.path("hostPath") instanceof ObjectNode source) {
            String path = Fields.text(source, "path");
            if (path.isEmpty()) errors.add(FieldError.required("spec.hostPath.path", ""));
            if (List.of(path.split("/")).contains("..")) {
                errors.add(FieldError.invalid("spec.hostPath.path", path, "must not contain '..'"));
            }
            if (path.equals("/")
                    && Fields.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
                errors.add(FieldError.forbidden(
                        "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"));
            }
        }
        if (spec.path("local") instanceof ObjectNode source) {
            if (Fields.text(source, "path").isEmpty()) errors.add(FieldError.required("spec.local.path", ""));
            if (!Fields.has(spec, "nodeAffinity")) {
                errors.add(FieldError.required("spec.nodeAffinity", "Local volume requires node affinity"));
            }
        }
        if (spec.path("nfs") instanceof ObjectNode source) {
            for (String field : List.of("server", "path")) {
                if (Fields.text(source, field).isEmpty()) errors.add(FieldError.required("spec.nfs." + field, ""));
            }
        }
    }

    private static JsonNode source(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec").deepCopy();
        spec.remove(NO_SOURCES);
        return spec;
    }
}
