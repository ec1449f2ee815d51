package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Job's podFailurePolicy. */
final class PodFailureRules {
    private static final int MOST_RULES = 20;
    private static final int MOST_EXIT_CODES = 255;
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");

    private PodFailureRules() {}

    static void validate(ObjectNode job, String path, List<FieldError> errors) {
        if (!(job.path("podFailurePolicy") instanceof ObjectNode policy)) return;
        List<ObjectNode> rules = Fields.objects(policy, "rules");
        String here = path + ".podFailurePolicy.rules";
        if (rules.size() > MOST_RULES) errors.add(FieldErrors.tooMany(here, rules.size(), MOST_RULES));
        JsonNode spec = job.path("template").path("spec");
        Set<String> containers = List.of("containers", "initContainers").stream()
                .flatMap(list -> Fields.objects(spec, list).stream())
                .map(container -> Fields.text(container, "name"))
                .collect(Collectors.toUnmodifiableSet());
        boolean perIndex = Fields.has(job, "backoffLimitPerIndex");
        int at = 0;
        for (ObjectNode rule : rules) rule(rule, here + "[" + at++ + "]", containers, perIndex, errors);
    }

    private static void rule(
            ObjectNode rule, String path, Set<String> containers, boolean perIndex, List<FieldError> errors) {
        String action = Fields.text(rule, "action");
        if (action.isEmpty()) {
            errors.add(FieldError.required(
                    path + ".action",
                    "valid values: "
                            + ACTIONS.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", "))));
        } else if (action.equals("FailIndex") && !perIndex) {
            errors.add(FieldError.invalid(path + ".action", action, "requires the backoffLimitPerIndex to be set"));
        } else if (!ACTIONS.contains(action)) {
            errors.add(FieldError.notSupported(path + ".action", action, ACTIONS));
        }
        boolean onCodes = rule.path("onExitCodes").isObject();
        List<ObjectNode> conditions = Fields.objects(rule, "onPodConditions");
        if (onCodes && !conditions.isEmpty()) {
            errors.add(
                    FieldError.invalid(path, rule, "specifying both OnExitCodes and OnPodConditions is not supported"));
        }
        if (!onCodes && conditions.isEmpty()) {
            errors.add(FieldError.invalid(path, rule, "specifying one of OnExitCodes and OnPodConditions is required"));
        }
        if (rule.path("onExitCodes") instanceof ObjectNode codes) {
            codes(codes, path + ".onExitCodes", containers, errors);
        }
        int at = 0;
        for (ObjectNode condition : conditions) {
            String here = path + ".onPodConditions[" + at++ + "]";
            String type = Fields.text(condition, "type");
            if (type.isEmpty()) errors.add(FieldError.required(here + ".type", ""));
            else MetadataRules.invalid(errors, here + ".type", type, Names.qualified(type));
            String status = Fields.text(condition, "status");
            if (!List.of("True", "False", "Unknown").contains(status)) {
                errors.add(FieldError.notSupported(here + ".status", status, List.of("False", "True", "Unknown")));
            }
        }
    }

    private static void codes(ObjectNode codes, String path, Set<String> containers, List<FieldError> errors) {
        String operator = Fields.text(codes, "operator");
        if (operator.isEmpty()) errors.add(FieldError.required(path + ".operator", "valid values: \"In\", \"NotIn\""));
        else if (!List.of("In", "NotIn").contains(operator)) {
            errors.add(FieldError.notSupported(path + ".operator", operator, List.of("In", "NotIn")));
        }
        String name = Fields.text(codes, "containerName");
        if (Fields.has(codes, "containerName") && !containers.contains(name)) {
            errors.add(FieldError.invalid(
                    path + ".containerName",
                    name,
                    "must be one of the container or initContainer names in the pod template"));
        }
        JsonNode values = codes.path("values");
        if (values.isEmpty())
            errors.add(FieldError.invalid(path + ".values", values, "at least one value is required"));
        if (values.size() > MOST_EXIT_CODES) {
            errors.add(FieldErrors.tooMany(path + ".values", values.size(), MOST_EXIT_CODES));
        }
        boolean ordered = true;
        Set<Long> seen = new HashSet<>();
        long before = Long.MIN_VALUE;
        int at = 0;
        for (JsonNode value : values) {
            long code = value.asLong(0);
            String here = path + ".values[" + at++ + "]";
            if (operator.equals("In") && code == 0) {
                errors.add(FieldError.invalid(here, code, "must not be 0 for the In operator"));
            }
            if (!seen.add(code)) errors.add(FieldError.duplicate(here, code));
            if (code < before) ordered = false;
            before = code;
        }
        if (!ordered) errors.add(FieldError.invalid(path + ".values", values, "must be ordered"));
    }
}
