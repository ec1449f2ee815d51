package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Pod templates of kinds whose Pods need not run for ever. */
final class TemplateRules {
    private TemplateRules() {}

    static void setDefaults(ObjectNode owner) {
        if (owner.path("template").path("spec") instanceof ObjectNode spec) PodDefaults.apply(spec);
    }

    /** All but the restart policy. */
    static void validate(ObjectNode template, String path, List<FieldError> errors) {
        MetadataRules.labels(errors, path + ".metadata.labels", Metadata.labels(template));
        ObjectNode spec = Fields.object(template, "spec");
        if (spec == null) errors.add(FieldError.required(path + ".spec.containers", ""));
        else PodRules.validate(spec, path + ".spec", errors);
    }

    /** A template whose Pods run for ever and have no deadline. */
    static void validateLasting(ObjectNode template, String path, String kind, List<FieldError> errors) {
        PodRules.validateTemplate(template, path, errors);
        if (Fields.has(template.path("spec"), "activeDeadlineSeconds")) {
            errors.add(FieldError.forbidden(
                    path + ".spec.activeDeadlineSeconds", "activeDeadlineSeconds in " + kind + " is not Supported"));
        }
    }
}
