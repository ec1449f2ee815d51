package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of the metadata of every kind. */
public final class MetadataRules {
    private static final int ANNOTATION_BYTES = 256 * 1024;
    private static final List<String> IMMUTABLE = List.of("uid", "creationTimestamp", "deletionTimestamp");

    private MetadataRules() {}

    public static List<FieldError> validate(Strategy strategy, ObjectNode object) {
        List<FieldError> errors = new ArrayList<>();
        String name = Metadata.name(object);
        if (name.isEmpty()) {
            errors.add(FieldError.required("metadata.name", "name or generateName is required"));
        } else {
            invalid(errors, "metadata.name", name, strategy.nameFaults(name));
        }
        labels(errors, "metadata.labels", Metadata.labels(object));
        annotations(errors, Metadata.annotations(object));
        JsonNode metadata = object.path("metadata");
        for (String finalizer : Fields.texts(metadata, "finalizers")) {
            invalid(errors, "metadata.finalizers", finalizer, Names.qualified(finalizer));
        }
        owners(errors, metadata);
        return errors;
    }

    /** What must hold of the metadata of an object within an object. */
    public static List<FieldError> embedded(ObjectNode object, String path) {
        List<FieldError> errors = new ArrayList<>();
        String name = Metadata.name(object);
        if (name.contains("/") || name.contains("%") || name.equals(".") || name.equals("..")) {
            errors.add(
                    FieldError.invalid(path + ".name", name, "may not contain '/' or '%' and may not be '.' or '..'"));
        }
        labels(errors, path + ".labels", Metadata.labels(object));
        return errors;
    }

    public static List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>();
        for (String field : IMMUTABLE) {
            if (!Fields.same(object.path("metadata"), old.path("metadata"), field)) {
                errors.add(FieldError.invalid(
                        "metadata." + field, Fields.text(object.path("metadata"), field), "field is immutable"));
            }
        }
        if (Metadata.isTerminating(old)) {
            List<String> before = Fields.texts(old.path("metadata"), "finalizers");
            List<String> added = new ArrayList<>(Fields.texts(object.path("metadata"), "finalizers"));
            added.removeAll(before);
            if (!added.isEmpty()) {
                errors.add(FieldError.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                                + String.join(
                                        ", ",
                                        added.stream()
                                                .map(one -> '"' + one + '"')
                                                .toList())
                                + "}"));
            }
        }
        return errors;
    }

    public static void labels(List<FieldError> errors, String path, Map<String, String> labels) {
        labels.forEach((key, value) -> {
            invalid(errors, path, key, Names.qualified(key));
            invalid(errors, path, value, Names.labelValue(value));
        });
    }

    public static void invalid(List<FieldError> errors, String path, Object value, List<String> faults) {
        faults.forEach(fault -> errors.add(FieldError.invalid(path, value, fault)));
    }

    private static void annotations(List<FieldError> errors, Map<String, String> annotations) {
        long size = 0;
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            String key = annotation.getKey();
            invalid(errors, "metadata.annotations", key, Names.qualified(key.toLowerCase(Locale.ROOT)));
            size += key.getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > ANNOTATION_BYTES) errors.add(FieldError.tooLong("metadata.annotations", ANNOTATION_BYTES));
    }

    private static void owners(List<FieldError> errors, JsonNode metadata) {
        String path = "metadata.ownerReferences";
        List<String> controllers = new ArrayList<>();
        for (ObjectNode owner : Fields.objects(metadata, "ownerReferences")) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Fields.text(owner, field).isEmpty()) {
                    errors.add(FieldError.invalid(path + "." + field, "", field + " must not be empty"));
                }
            }
            if (owner.path("controller").asBoolean(false)) controllers.add(Fields.text(owner, "name"));
        }
        if (controllers.size() > 1) {
            errors.add(FieldError.invalid(
                    path,
                    controllers.get(1),
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + controllers.get(0) + " and " + controllers.get(1)));
        }
    }
}
