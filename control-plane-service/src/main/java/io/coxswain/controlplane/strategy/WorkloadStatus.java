package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of the counts in a workload's status. */
final class WorkloadStatus {
    private static final Set<String> NOT_OF_PODS = Set.of("replicas", "observedGeneration");

    private WorkloadStatus() {}

    /** None is negative, and none of a part is greater than {@code replicas}. */
    static void validate(ObjectNode object, List<String> counts, List<FieldError> errors) {
        JsonNode status = object.path("status");
        Amounts.notNegative(status, "status", counts, errors);
        long replicas = status.path("replicas").asLong(0);
        for (String count : counts) {
            if (NOT_OF_PODS.contains(count)) continue;
            long value = status.path(count).asLong(0);
            if (value > replicas) {
                errors.add(FieldError.invalid("status." + count, value, "cannot be greater than status.replicas"));
            }
        }
    }
}
