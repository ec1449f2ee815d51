package io.coxswain.controlplane.structural;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether a value is of the type that a schema states. */
final class TypeCheck {
    private TypeCheck() {}

    static void check(Findings found, JsonNode value, StructuralSchema schema, String path) {
        List<String> types = types(schema);
        String format = schema.rules().format();
        if (value.isNull()) {
            if (!types.isEmpty() && !schema.nullable()) found.wrongType(path, String.join(",", types), "null");
            else found.passed();
            return;
        }
        String type = typeOf(value);
        boolean fits = types.contains(type)
                || (type.equals("number") && types.contains("integer") && isWhole(value))
                || (type.equals("integer") && types.contains("number"));
        boolean textOrList = value.isString() || value.isArray();
        if (!textOrList && !format.isEmpty() && !fits) {
            found.wrongType(path, format, formatOf(value));
            return;
        }
        boolean numeric = types.contains("number") || types.contains("integer");
        boolean formatDecides = !numeric && !format.isEmpty() && textOrList;
        if (!formatDecides && !fits) found.wrongType(path, String.join(",", types), type);
        else found.passed();
    }

    private static List<String> types(StructuralSchema schema) {
        if (schema.intOrString()) return List.of("integer", "string");
        return schema.type().isEmpty() ? List.of() : List.of(schema.type());
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "integer" : "number";
            default -> "string";
        };
    }

    private static String formatOf(JsonNode value) {
        return switch (typeOf(value)) {
            case "integer" -> "int64";
            case "number" -> "float64";
            default -> "";
        };
    }

    static boolean isWhole(JsonNode value) {
        double number = value.doubleValue();
        return !Double.isInfinite(number) && number == Math.rint(number);
    }
}
