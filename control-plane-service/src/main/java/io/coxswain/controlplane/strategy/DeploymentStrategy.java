package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Deployments: the defaults and limits of a rollout. */
public final class DeploymentStrategy implements Strategy {
    private static final long DEFAULT_DEADLINE_SECONDS = 600;

    @Override
    public Kind<?> kind() {
        return Kinds.DEPLOYMENT;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    /** A rollout copies the Deployment's annotations, so these count too. */
    @Override
    public boolean isNewGeneration(ObjectNode object, ObjectNode old) {
        return !Fields.same(object, old, "spec")
                || !Fields.same(object.path("metadata"), old.path("metadata"), "annotations");
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        WorkloadRules.setDefaults(spec);
        Fields.setDefault(spec, "revisionHistoryLimit", 10);
        Fields.setDefault(spec, "progressDeadlineSeconds", DEFAULT_DEADLINE_SECONDS);
        ObjectNode strategy = Fields.ensure(spec, "strategy");
        Fields.setDefault(strategy, "type", "RollingUpdate");
        if (Fields.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Fields.ensure(strategy, "rollingUpdate");
            if (!Fields.has(rolling, "maxUnavailable")) rolling.put("maxUnavailable", "25%");
            if (!Fields.has(rolling, "maxSurge")) rolling.put("maxSurge", "25%");
        }
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        ObjectNode spec = Fields.ensure(object, "spec");
        WorkloadRules.validate(spec, "deployment", errors);
        WorkloadRules.notNegative(spec, "revisionHistoryLimit", errors);
        WorkloadRules.notNegative(spec, "progressDeadlineSeconds", errors);
        long deadline =
                Objects.requireNonNullElse(Fields.number(spec, "progressDeadlineSeconds"), DEFAULT_DEADLINE_SECONDS);
        if (deadline <= spec.path("minReadySeconds").asLong(0)) {
            errors.add(FieldError.invalid(
                    "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
        rollout(Fields.ensure(spec, "strategy"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, List<FieldError> errors) {
        WorkloadRules.validateUpdate(object, old, errors);
    }

    private static void rollout(ObjectNode strategy, List<FieldError> errors) {
        ContainerRules.oneOf(strategy, "spec.strategy", "type", List.of("Recreate", "RollingUpdate"), errors);
        if (!(strategy.path("rollingUpdate") instanceof ObjectNode rolling)) return;
        if (Fields.text(strategy, "type").equals("Recreate")) {
            errors.add(FieldError.forbidden(
                    "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
            return;
        }
        String path = "spec.strategy.rollingUpdate";
        Amounts.validate(rolling, path, "maxUnavailable", errors);
        Amounts.notMoreThanAll(rolling, path, "maxUnavailable", errors);
        Amounts.validate(rolling, path, "maxSurge", errors);
        if (Amounts.isZero(rolling.path("maxUnavailable")) && Amounts.isZero(rolling.path("maxSurge"))) {
            errors.add(FieldError.invalid(
                    path + ".maxUnavailable",
                    Amounts.shown(rolling.path("maxUnavailable")),
                    "may not be 0 when `maxSurge` is 0"));
        }
    }
}
