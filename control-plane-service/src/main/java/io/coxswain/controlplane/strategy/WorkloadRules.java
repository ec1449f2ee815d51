package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds of every kind that keeps a number of Pods of one template. */
final class WorkloadRules {
    private WorkloadRules() {}

    static void setDefaults(ObjectNode spec) {
        Fields.setDefault(spec, "replicas", 1);
        if (spec.path("template").path("spec") instanceof ObjectNode template) PodDefaults.apply(template);
    }

    static void validate(ObjectNode spec, String kind, List<FieldError> errors) {
        notNegative(spec, "replicas", errors);
        notNegative(spec, "minReadySeconds", errors);
        ObjectNode template = Fields.object(spec, "template");
        if (!(spec.path("selector") instanceof ObjectNode selector)) {
            errors.add(FieldError.required("spec.selector", ""));
        } else if (selector.isEmpty()) {
            errors.add(FieldError.invalid("spec.selector", selector, "empty selector is invalid for " + kind));
        } else if (SelectorRules.validate(selector, "spec.selector", errors) && template != null) {
            if (!SelectorRules.matches(selector, template)) {
                errors.add(SelectorRules.mismatch(template, "spec.template"));
            }
        }
        if (template == null) errors.add(FieldError.required("spec.template", ""));
        else PodRules.validateTemplate(template, "spec.template", errors);
    }

    static void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        JsonNode selector = object.path("spec").path("selector");
        if (!Json.same(selector, old.path("spec").path("selector"))) {
            errors.add(FieldError.invalid("spec.selector", selector, "field is immutable"));
        }
    }

    static void notNegative(ObjectNode object, String field, List<FieldError> errors) {
        Long value = Fields.number(object, field);
        if (value != null && value < 0) {
            errors.add(FieldError.invalid("spec." + field, value, "must be greater than or equal to 0"));
        }
    }
}
