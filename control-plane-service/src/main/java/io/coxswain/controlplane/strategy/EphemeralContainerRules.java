package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of an ephemeral container: it is for looking into a Pod, not a part of it. */
final class EphemeralContainerRules {
    private static final List<String> NOT_FOR_THESE = List.of(
            "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "resizePolicy");

    private EphemeralContainerRules() {}

    /**
     * Validates one.
     *
     * @param names of the containers before it; its own is added
     * @param targets names of containers that it may look into
     */
    static void validate(
            ObjectNode container, String path, Set<String> names, Set<String> targets, List<FieldError> errors) {
        String name = Fields.text(container, "name");
        if (name.isEmpty()) errors.add(FieldError.required(path + ".name", ""));
        else {
            MetadataRules.invalid(errors, path + ".name", name, Names.label(name));
            if (!names.add(name)) errors.add(FieldError.duplicate(path + ".name", name));
        }
        if (Fields.text(container, "image").isEmpty()) errors.add(FieldError.required(path + ".image", ""));
        String target = Fields.text(container, "targetContainerName");
        if (!target.isEmpty() && !targets.contains(target)) {
            errors.add(FieldError.notFound(path + ".targetContainerName", target));
        }
        for (String field : NOT_FOR_THESE) {
            boolean empty =
                    container.path(field).isContainer() && container.path(field).isEmpty();
            if (Fields.has(container, field) && !empty) {
                errors.add(FieldError.forbidden(path + "." + field, "cannot be set for an Ephemeral Container"));
            }
        }
        if (!Fields.text(container, "restartPolicy").isEmpty()) {
            errors.add(FieldError.forbidden(path + ".restartPolicy", "may not be set for non-init containers"));
        }
    }
}
