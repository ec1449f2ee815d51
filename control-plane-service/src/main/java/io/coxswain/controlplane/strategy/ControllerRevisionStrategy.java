package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ControllerRevisions: a state of a workload, never changed. */
public final class ControllerRevisionStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.CONTROLLER_REVISION;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        if (!Fields.has(object, "data")) errors.add(FieldError.required("data", "data is mandatory"));
        Long revision = Fields.number(object, "revision");
        if (revision != null && revision < 0) {
            errors.add(FieldError.invalid("revision", revision, "must be greater than or equal to 0"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        if (!Fields.same(object, old, "data")) {
            errors.add(FieldError.invalid("data", object.path("data"), "field is immutable"));
        }
    }
}
