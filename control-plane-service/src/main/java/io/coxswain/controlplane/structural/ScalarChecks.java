package io.coxswain.controlplane.structural;

import io.coxswain.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What schemas say about texts, numbers and the values allowed. */
final class ScalarChecks {
    private static final long LARGEST_INT = Integer.MAX_VALUE;

    private ScalarChecks() {}

    /** The first fault only: so does Kubernetes. */
    static void text(Findings found, JsonNode value, ValueRules rules, String path) {
        if (!value.isString()) return;
        String text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        if (rules.maxLength() != null && length > rules.maxLength()) {
            found.tooLong(path, rules.maxLength());
        } else if (rules.minLength() != null && length < rules.minLength()) {
            found.invalid(path, value, "should be at least " + rules.minLength() + " chars long");
        } else if (rules.pattern() != null && !rules.pattern().matcher(text).find()) {
            found.invalid(path, value, "should match '" + rules.pattern().pattern() + "'");
        }
        found.passed();
        if (rules.format().isEmpty()) return;
        if (!Formats.matches(rules.format(), text)) found.wrongFormat(path, rules.format(), text);
        found.passed();
    }

    static void number(Findings found, JsonNode value, StructuralSchema schema, String path) {
        if (!value.isNumber()) return;
        ValueRules rules = schema.rules();
        boolean whole = TypeCheck.typeOf(value).equals("integer");
        if (!isInRange(value, rules.format())) {
            found.whole("Checked value must be of type " + schema.type() + " with format " + rules.format() + " in "
                    + path);
        }
        Double factor = rules.multipleOf();
        if (factor != null && factor > 0 && !isMultiple(value, whole, factor)) {
            found.invalid(path, value, "should be a multiple of " + number(whole, factor));
        }
        Double minimum = rules.minimum();
        if (minimum != null) {
            int order = compare(value, whole, minimum);
            if (rules.exclusiveMinimum() ? order <= 0 : order < 0) {
                String bound =
                        rules.exclusiveMinimum() ? "should be greater than " : "should be greater than or equal to ";
                found.invalid(path, value, bound + number(whole, minimum));
            }
        }
        Double maximum = rules.maximum();
        if (maximum != null) {
            int order = compare(value, whole, maximum);
            if (rules.exclusiveMaximum() ? order >= 0 : order > 0) {
                String bound = rules.exclusiveMaximum() ? "should be less than " : "should be less than or equal to ";
                found.invalid(path, value, bound + number(whole, maximum));
            }
        }
        found.passed();
        found.passed();
    }

    static void values(Findings found, JsonNode value, ValueRules rules, String path) {
        List<JsonNode> allowed = rules.values();
        boolean fits =
                allowed.isEmpty() || (!value.isNull() && allowed.stream().anyMatch(one -> Json.same(one, value)));
        if (!fits) {
            found.notSupported(
                    path,
                    value,
                    allowed.stream()
                            .map(one -> one.isString() ? one.stringValue() : one.toString())
                            .toList());
        }
        found.passed();
    }

    private static boolean isInRange(JsonNode value, String format) {
        return switch (format) {
            case "int32" -> Math.abs(value.doubleValue()) <= LARGEST_INT + 1.0 && value.longValue() <= LARGEST_INT;
            case "float" -> Math.abs(value.doubleValue()) <= Float.MAX_VALUE;
            default -> true;
        };
    }

    private static boolean isMultiple(JsonNode value, boolean whole, double factor) {
        if (whole && (long) factor == factor) return value.longValue() % (long) factor == 0;
        double times = factor < 1 ? 1 / factor * value.doubleValue() : value.doubleValue() / factor;
        return Math.abs(times - Math.rint(times)) <= 1e-9 * Math.max(1, Math.abs(times));
    }

    /** A whole number is compared with the whole part of the bound: so does Kubernetes. */
    private static int compare(JsonNode value, boolean whole, double bound) {
        return whole ? Long.compare(value.longValue(), (long) bound) : Double.compare(value.doubleValue(), bound);
    }

    private static Object number(boolean whole, @Nullable Double number) {
        return number == null ? "" : whole ? Long.valueOf(number.longValue()) : Floats.text(number);
    }
}
