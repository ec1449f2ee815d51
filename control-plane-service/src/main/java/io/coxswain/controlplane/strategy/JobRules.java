package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Job's spec, alone or in the template of a CronJob. */
final class JobRules {
    private static final int MOST_INDEXED = 100_000;
    private static final List<String> NOT_NEGATIVE = List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes");

    private JobRules() {}

    /** All but the selector. */
    static void validate(ObjectNode spec, String path, List<FieldError> errors) {
        Amounts.notNegative(spec, path, NOT_NEGATIVE, errors);
        indexes(spec, path, errors);
        if (Fields.has(spec, "podReplacementPolicy")) replacement(spec, path, errors);
        PodFailureRules.validate(spec, path, errors);
        SuccessRules.validate(spec, path, errors);
        ObjectNode template = Fields.ensure(spec, "template");
        TemplateRules.validate(template, path + ".template", errors);
        restartPolicy(spec, Fields.text(template.path("spec"), "restartPolicy"), path, errors);
    }

    private static void indexes(ObjectNode spec, String path, List<FieldError> errors) {
        String mode = Fields.text(spec, "completionMode");
        boolean indexed = mode.equals("Indexed");
        if (!mode.isEmpty() && !indexed && !mode.equals("NonIndexed")) {
            errors.add(FieldError.notSupported(path + ".completionMode", mode, List.of("Indexed", "NonIndexed")));
        }
        if (indexed && !Fields.has(spec, "completions")) {
            errors.add(FieldError.required(path + ".completions", "when completion mode is Indexed"));
        }
        if (indexed && spec.path("parallelism").asLong(0) > MOST_INDEXED) {
            errors.add(FieldError.invalid(
                    path + ".parallelism",
                    spec.path("parallelism"),
                    "must be less than or equal to " + MOST_INDEXED + " when completion mode is Indexed"));
        }
        if (Fields.has(spec, "backoffLimitPerIndex") && !indexed) {
            errors.add(FieldError.invalid(
                    path + ".backoffLimitPerIndex",
                    spec.path("backoffLimitPerIndex"),
                    "requires indexed completion mode"));
        }
        if (Fields.has(spec, "maxFailedIndexes") && !Fields.has(spec, "backoffLimitPerIndex")) {
            errors.add(FieldError.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified"));
        }
    }

    private static void replacement(ObjectNode spec, String path, List<FieldError> errors) {
        String policy = Fields.text(spec, "podReplacementPolicy");
        if (Fields.has(spec, "podFailurePolicy")) {
            if (!policy.equals("Failed")) {
                errors.add(FieldError.notSupported(path + ".podReplacementPolicy", policy, List.of("Failed")));
            }
        } else if (!policy.equals("Failed") && !policy.equals("TerminatingOrFailed")) {
            errors.add(FieldError.notSupported(
                    path + ".podReplacementPolicy", policy, List.of("Failed", "TerminatingOrFailed")));
        }
    }

    private static void restartPolicy(JsonNode spec, String policy, String path, List<FieldError> errors) {
        String field = path + ".template.spec.restartPolicy";
        switch (policy) {
            case "", "Always" -> errors.add(FieldError.required(field, "valid values: \"OnFailure\", \"Never\""));
            case "OnFailure" -> {
                if (Fields.has(spec, "podFailurePolicy")) {
                    errors.add(FieldError.invalid(
                            field, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
                }
                if (Fields.has(spec, "backoffLimitPerIndex")) {
                    errors.add(FieldError.invalid(
                            field, policy, "only \"Never\" is supported when backoffLimitPerIndex is specified"));
                }
            }
            case "Never" -> {}
            default -> errors.add(FieldError.notSupported(field, policy, List.of("OnFailure", "Never")));
        }
    }
}
