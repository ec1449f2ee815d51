package io.coxswain.controlplane.structural;

import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of rules in CEL; what they say is not evaluated. */
final class ExpressionRules {
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private ExpressionRules() {}

    static List<FieldError> validate(ObjectNode schema, String path) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode rules = schema.path(StructuralSchema.VALIDATIONS);
        for (int at = 0; at < rules.size(); at++) {
            rule(rules.path(at), path + "." + StructuralSchema.VALIDATIONS + "[" + at + "]", errors);
        }
        return errors;
    }

    private static void rule(JsonNode rule, String path, List<FieldError> errors) {
        String expression = rule.path("rule").asString("").strip();
        String given = rule.path("message").asString("");
        String message = given.strip();
        if (expression.isEmpty()) {
            errors.add(FieldError.required(path + ".rule", "rule is not specified"));
        } else if (!given.isEmpty() && message.isEmpty()) {
            errors.add(FieldError.invalid(path + ".message", given, "must be non-empty if specified"));
        } else if (hasLines(message)) {
            errors.add(FieldError.invalid(path + ".message", given, "must not contain line breaks"));
        } else if (hasLines(expression) && message.isEmpty()) {
            errors.add(
                    FieldError.required(path + ".message", "message must be specified if rule contains line breaks"));
        }
        String computed = rule.path("messageExpression").asString("");
        if (!computed.isEmpty() && computed.isBlank()) {
            errors.add(FieldError.required(
                    path + ".messageExpression", "messageExpression must be non-empty if specified"));
        }
        String reason = rule.path("reason").asString("");
        if (rule.has("reason") && !REASONS.contains(reason)) {
            errors.add(FieldError.notSupported(path + ".reason", reason, REASONS));
        }
        String field = rule.path("fieldPath").asString("");
        if (!field.isEmpty() && field.isBlank()) {
            errors.add(FieldError.invalid(path + ".fieldPath", field, "must be non-empty if specified"));
        }
        if (hasLines(field)) errors.add(FieldError.invalid(path + ".fieldPath", field, "must not contain line breaks"));
    }

    private static boolean hasLines(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
