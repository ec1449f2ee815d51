package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.LabelSelector;
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
        } else if (selectorIsValid(selector, errors) && template != null) {
            var view = Json.view(selector, io.fabric8.kubernetes.api.model.LabelSelector.class);
            if (!LabelSelector.of(view).matches(Metadata.labels(template))) {
                errors.add(FieldError.invalid(
                        "spec.template.metadata.labels",
                        template.path("metadata").path("labels").isObject()
                                ? template.path("metadata").path("labels")
                                : Json.object(),
                        "`selector` does not match template `labels`"));
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

    private static boolean selectorIsValid(ObjectNode selector, List<FieldError> errors) {
        int before = errors.size();
        if (selector.path("matchLabels") instanceof ObjectNode labels) {
            labels.properties().forEach(entry -> {
                String path = "spec.selector.matchLabels";
                MetadataRules.invalid(errors, path, entry.getKey(), Names.qualified(entry.getKey()));
                String value = entry.getValue().asString("");
                MetadataRules.invalid(errors, path, value, Names.labelValue(value));
            });
        }
        int at = 0;
        for (ObjectNode expression : Fields.objects(selector, "matchExpressions")) {
            String path = "spec.selector.matchExpressions[" + at++ + "]";
            String key = Fields.text(expression, "key");
            String operator = Fields.text(expression, "operator");
            boolean hasValues = !Fields.texts(expression, "values").isEmpty();
            MetadataRules.invalid(errors, path + ".key", key, Names.qualified(key));
            switch (operator) {
                case "In", "NotIn" -> {
                    if (!hasValues) {
                        errors.add(FieldError.required(
                                path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (hasValues) {
                        errors.add(FieldError.forbidden(
                                path + ".values",
                                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                    }
                }
                default ->
                    errors.add(FieldError.invalid(path + ".operator", operator, "not a valid selector operator"));
            }
        }
        return errors.size() == before;
    }
}
