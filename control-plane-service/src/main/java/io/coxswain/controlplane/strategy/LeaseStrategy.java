package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Leases: a duration above zero, transitions not below. */
public final class LeaseStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.LEASE;
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        JsonNode spec = object.path("spec");
        Long duration = Fields.number(spec, "leaseDurationSeconds");
        if (duration != null && duration <= 0) {
            errors.add(FieldError.invalid("spec.leaseDurationSeconds", duration, "must be greater than 0"));
        }
        Long transitions = Fields.number(spec, "leaseTransitions");
        if (transitions != null && transitions < 0) {
            errors.add(FieldError.invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
        }
    }
}
