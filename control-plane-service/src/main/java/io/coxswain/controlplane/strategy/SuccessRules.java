package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of a Job's successPolicy. */
final class SuccessRules {
    private static final int MOST_RULES = 20;
    private static final Pattern INDEXES = Pattern.compile("[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*");

    private SuccessRules() {}

    static void validate(ObjectNode job, String path, List<FieldError> errors) {
        if (!(job.path("successPolicy") instanceof ObjectNode policy)) return;
        String here = path + ".successPolicy";
        if (!Fields.text(job, "completionMode").equals("Indexed")) {
            errors.add(FieldError.invalid(here, policy, "requires indexed completion mode"));
            return;
        }
        List<ObjectNode> rules = Fields.objects(policy, "rules");
        if (rules.isEmpty()) errors.add(FieldError.required(here + ".rules", "at least one rules must be specified"));
        if (rules.size() > MOST_RULES) {
            errors.add(FieldErrors.tooMany(here + ".rules", rules.size(), MOST_RULES));
        }
        long completions = job.path("completions").asLong(0);
        int at = 0;
        for (ObjectNode rule : rules) rule(rule, here + ".rules[" + at++ + "]", completions, errors);
    }

    private static void rule(ObjectNode rule, String path, long completions, List<FieldError> errors) {
        Amounts.notNegative(rule, path, "succeededCount", errors);
        boolean counted = Fields.has(rule, "succeededCount");
        String indexes = Fields.text(rule, "succeededIndexes");
        if (!counted && !Fields.has(rule, "succeededIndexes")) {
            errors.add(
                    FieldError.required(path, "at least one of succeededCount or succeededIndexes must be specified"));
        }
        long most = completions;
        if (Fields.has(rule, "succeededIndexes")) {
            most = count(indexes, completions);
            if (most < 0) {
                errors.add(FieldError.invalid(path + ".succeededIndexes", indexes, "error parsing succeededIndexes"));
                return;
            }
        }
        if (counted && rule.path("succeededCount").asLong(0) > most) {
            String what = Fields.has(rule, "succeededIndexes")
                    ? "the number of indexes in the specified succeededIndexes field"
                    : "the number of completions";
            errors.add(FieldError.invalid(
                    path + ".succeededCount",
                    rule.path("succeededCount"),
                    "must be less than or equal to " + most + " (" + what + ")"));
        }
    }

    /** How many indexes are named; negative where they are not in order, or not below {@code completions}. */
    private static long count(String indexes, long completions) {
        if (!INDEXES.matcher(indexes).matches()) return -1;
        long number = 0;
        long last = -1;
        for (String range : indexes.split(",", -1)) {
            int dash = range.indexOf('-');
            long from = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
            long to = dash < 0 ? from : Long.parseLong(range.substring(dash + 1));
            if (from <= last || to < from || to >= completions) return -1;
            number += to - from + 1;
            last = to;
        }
        return number;
    }
}
