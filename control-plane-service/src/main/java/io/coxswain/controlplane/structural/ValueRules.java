package io.coxswain.controlplane.structural;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one schema says about values beside their structure.
 *
 * @param format empty where none is stated or the stated one means nothing for the type
 * @param pattern null where none is stated or it is no regular expression, which the rules of definitions refuse
 */
record ValueRules(
        String format,
        @Nullable Double maximum,
        boolean exclusiveMaximum,
        @Nullable Double minimum,
        boolean exclusiveMinimum,
        @Nullable Long maxLength,
        @Nullable Long minLength,
        @Nullable Pattern pattern,
        @Nullable Long maxItems,
        @Nullable Long minItems,
        boolean uniqueItems,
        @Nullable Double multipleOf,
        List<JsonNode> values,
        @Nullable Long maxProperties,
        @Nullable Long minProperties,
        List<String> required,
        List<StructuralSchema> allOf,
        List<StructuralSchema> anyOf,
        List<StructuralSchema> oneOf,
        @Nullable StructuralSchema not) {
    private static final Set<String> INTEGERS = Set.of("int32", "int64");
    private static final Set<String> NUMBERS = Set.of("float", "double");

    static ValueRules parse(ObjectNode source) {
        return new ValueRules(
                format(source),
                number(source, "maximum"),
                source.path("exclusiveMaximum").asBoolean(false),
                number(source, "minimum"),
                source.path("exclusiveMinimum").asBoolean(false),
                whole(source, "maxLength"),
                whole(source, "minLength"),
                pattern(source.path("pattern").asString("")),
                whole(source, "maxItems"),
                whole(source, "minItems"),
                source.path("uniqueItems").asBoolean(false),
                number(source, "multipleOf"),
                source.path("enum").valueStream().toList(),
                whole(source, "maxProperties"),
                whole(source, "minProperties"),
                Json.texts(source.path("required")),
                schemas(source, "allOf"),
                schemas(source, "anyOf"),
                schemas(source, "oneOf"),
                source.path("not") instanceof ObjectNode not ? StructuralSchema.parse(not) : null);
    }

    /** A format that is not known for the type of its values says nothing. */
    private static String format(ObjectNode source) {
        String format = source.path("format").asString("");
        String type = source.path(StructuralSchema.INT_OR_STRING).asBoolean(false)
                ? "integer,string"
                : source.path("type").asString("");
        boolean known = switch (type) {
            case "", "string" -> Formats.isKnown(format);
            case "integer" -> INTEGERS.contains(format);
            case "number" -> NUMBERS.contains(format);
            default -> false;
        };
        return known ? format : "";
    }

    private static @Nullable Double number(ObjectNode source, String field) {
        return source.path(field).isNumber() ? source.path(field).doubleValue() : null;
    }

    private static @Nullable Long whole(ObjectNode source, String field) {
        return source.path(field).isNumber() ? source.path(field).longValue() : null;
    }

    private static @Nullable Pattern pattern(String text) {
        if (text.isEmpty()) return null;
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException refused) {
            return null;
        }
    }

    private static List<StructuralSchema> schemas(ObjectNode source, String field) {
        List<StructuralSchema> schemas = new ArrayList<>();
        source.path(field).forEach(element -> {
            if (element instanceof ObjectNode schema) schemas.add(StructuralSchema.parse(schema));
        });
        return List.copyOf(schemas);
    }
}
