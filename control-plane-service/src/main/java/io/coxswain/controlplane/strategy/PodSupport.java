package io.coxswain.controlplane.strategy;

import io.coxswain.model.PodRefusals;
import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Refuses, by name, what a Pod may ask for in Kubernetes and no node agent of this cluster can do. */
final class PodSupport {
    private PodSupport() {}

    static void check(ObjectNode spec, String path, List<FieldError> errors) {
        PodRefusals.of(spec, path).forEach(refusal -> errors.add(FieldError.forbidden(refusal.field(), refusal.why())));
    }
}
