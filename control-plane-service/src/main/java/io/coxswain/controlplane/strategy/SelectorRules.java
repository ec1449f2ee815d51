package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.LabelSelector;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a label selector in an object. */
final class SelectorRules {
    private SelectorRules() {}

    /** Answers whether the selector is valid. */
    static boolean validate(ObjectNode selector, String path, List<FieldError> errors) {
        int before = errors.size();
        LabelSelectors.validate(new Place(selector, path, errors));
        return errors.size() == before;
    }

    /** Whether a valid selector covers the labels of a Pod template. */
    static boolean matches(ObjectNode selector, ObjectNode template) {
        var view = Json.view(selector, io.fabric8.kubernetes.api.model.LabelSelector.class);
        return LabelSelector.of(view).matches(Metadata.labels(template));
    }

    /** The labels of a Pod template that a selector does not cover. */
    static FieldError mismatch(ObjectNode template, String path) {
        return FieldError.invalid(
                path + ".metadata.labels",
                template.path("metadata").path("labels").isObject()
                        ? template.path("metadata").path("labels")
                        : Json.object(),
                "`selector` does not match template `labels`");
    }
}
