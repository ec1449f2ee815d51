package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** ReplicaSets: a selector that matches the template and never changes. */
public final class ReplicaSetStrategy implements Strategy {
    @Override
    public Kind<?> kind() {
        return Kinds.REPLICA_SET;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status").put("replicas", 0);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        WorkloadRules.setDefaults(Fields.ensure(object, "spec"));
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        WorkloadRules.validate(Fields.ensure(object, "spec"), "replicaset", errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        WorkloadRules.validateUpdate(object, old, errors);
    }

    @Override
    public Set<String> selectableFields() {
        return Set.of("status.replicas");
    }

    @Override
    public Map<String, String> fields(ObjectNode object) {
        return Map.of(
                "status.replicas",
                String.valueOf(object.path("status").path("replicas").asLong(0)));
    }
}
