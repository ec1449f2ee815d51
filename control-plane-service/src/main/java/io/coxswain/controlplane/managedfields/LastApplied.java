package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way from {@code kubectl apply} to {@code kubectl apply --server-side}: what the annotation of the former says is
 * no conflict for the latter, and the annotation is kept up to date.
 */
final class LastApplied {
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String MANAGER = "kubectl";

    private LastApplied() {}

    /** The fields that were applied on the client's side and are still as they were. */
    static FieldSet fields(FieldType type, String manager, Kind<?> kind, ObjectNode live) {
        String annotation = annotation(live);
        if (!manager.equals(MANAGER) || annotation.isEmpty()) return new FieldSet();
        ObjectNode applied;
        try {
            applied = Json.parseObject(annotation);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return new FieldSet();
        }
        if (!applied.path("apiVersion").asString("").equals(kind.apiVersion())) return new FieldSet();
        Comparison comparison = Comparer.compare(type, applied, live);
        return Configuration.fields(type, applied)
                .difference(comparison.changed())
                .difference(comparison.removed());
    }

    /** Writes the annotation anew where the object has one. */
    static void refresh(String manager, ObjectNode object, ObjectNode configuration) {
        if (!manager.equals(MANAGER) || annotation(object).isEmpty()) return;
        ObjectNode applied = configuration.deepCopy();
        if (applied.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(ANNOTATION);
        }
        if (Metadata.of(object).path("annotations") instanceof ObjectNode annotations) {
            annotations.put(ANNOTATION, applied + "\n");
        }
    }

    private static String annotation(ObjectNode object) {
        return object.path("metadata").path("annotations").path(ANNOTATION).asString("");
    }
}
