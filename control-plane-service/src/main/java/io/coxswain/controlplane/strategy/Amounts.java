package io.coxswain.controlplane.strategy;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of numbers, and of amounts that are a number or a percentage. */
final class Amounts {
    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

    private Amounts() {}

    /** {@code path} is that of the object. */
    static void notNegative(JsonNode object, String path, String field, List<FieldError> errors) {
        Long value = Fields.number(object, field);
        if (value != null && value < 0) {
            errors.add(FieldError.invalid(path + "." + field, value, "must be greater than or equal to 0"));
        }
    }

    static void notNegative(JsonNode object, String path, List<String> fields, List<FieldError> errors) {
        fields.forEach(field -> notNegative(object, path, field, errors));
    }

    /** A number that is not negative, or a percentage. */
    static void validate(ObjectNode object, String path, String field, List<FieldError> errors) {
        JsonNode value = object.path(field);
        if (value.isNumber()) notNegative(object, path, field, errors);
        else if (!PERCENT.matcher(value.asString("")).matches()) {
            errors.add(FieldError.invalid(
                    path + "." + field,
                    value.asString(""),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%',"
                            + " regex used for validation is '[0-9]+%')"));
        }
    }

    static void notMoreThanAll(ObjectNode object, String path, String field, List<FieldError> errors) {
        String text = object.path(field).asString("");
        if (object.path(field).isString() && PERCENT.matcher(text).matches() && percent(text) > 100) {
            errors.add(FieldError.invalid(path + "." + field, text, "must not be greater than 100%"));
        }
    }

    /** Whether it is there and says none, as a number or a percentage. */
    static boolean isZero(JsonNode value) {
        if (value.isNumber()) return value.asLong() == 0;
        String text = value.asString("");
        return PERCENT.matcher(text).matches() && percent(text) == 0;
    }

    /** The value as a message shows it. */
    static Object shown(JsonNode value) {
        return value.isString() ? value.stringValue() : value;
    }

    private static long percent(String text) {
        return Long.parseLong(text.substring(0, Math.min(text.length() - 1, 9)));
    }
}
