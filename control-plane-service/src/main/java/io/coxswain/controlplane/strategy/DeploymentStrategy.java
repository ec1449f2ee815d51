package io.coxswain.controlplane.strategy;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deployments: the defaults and limits of a rollout. */
public final class DeploymentStrategy implements Strategy {
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
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
        boolean noneUnavailable = amount(rolling, "maxUnavailable", errors);
        boolean noSurge = amount(rolling, "maxSurge", errors);
        if (noneUnavailable && noSurge) {
            errors.add(FieldError.invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    rolling.path("maxUnavailable").isString()
                            ? rolling.path("maxUnavailable").stringValue()
                            : rolling.path("maxUnavailable"),
                    "may not be 0 when `maxSurge` is 0"));
        }
    }

    /** Answers whether the amount is zero. */
    private static boolean amount(ObjectNode rolling, String field, List<FieldError> errors) {
        JsonNode value = rolling.path(field);
        String path = "spec.strategy.rollingUpdate." + field;
        if (value.isNumber()) {
            if (value.asLong() < 0) {
                errors.add(FieldError.invalid(path, value.asLong(), "must be greater than or equal to 0"));
            }
            return value.asLong() == 0;
        }
        String text = value.asString("");
        if (!PERCENT.matcher(text).matches()) {
            errors.add(FieldError.invalid(
                    path,
                    text,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%',"
                            + " regex used for validation is '[0-9]+%')"));
            return false;
        }
        long percent = Long.parseLong(text.substring(0, Math.min(text.length() - 1, 9)));
        if (field.equals("maxUnavailable") && percent > 100) {
            errors.add(FieldError.invalid(path, text, "must not be greater than 100%"));
        }
        return percent == 0;
    }
}
