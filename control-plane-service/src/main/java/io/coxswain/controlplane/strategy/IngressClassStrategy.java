package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses: a controller that never changes. */
public final class IngressClassStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.INGRESS_CLASS;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        String controller = Fields.text(object.path("spec"), "controller");
        if (controller.isEmpty()) {
            errors.add(FieldError.required("spec.controller", ""));
        } else if (controller.indexOf('/') < 1) {
            errors.add(FieldError.invalid(
                    "spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        String controller = Fields.text(object.path("spec"), "controller");
        if (!controller.equals(Fields.text(old.path("spec"), "controller"))) {
            errors.add(FieldError.invalid("spec.controller", controller, "field is immutable"));
        }
    }
}
