package io.coxswain.controlplane.structural;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.coxswain.status.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What makes a schema structural: every value that it speaks of has a type, stated outside of all alternatives. */
final class StructuralRules {
    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String untyped;

        Level(String untyped) {
            this.untyped = untyped;
        }
    }

    private static final Set<String> NAMES = Set.of("name", "generateName");
    private static final Set<String> OF_METADATA = Set.of("type", "properties", "default", "description");

    private final List<FieldError> errors = new ArrayList<>();

    private StructuralRules() {}

    static List<FieldError> validate(StructuralSchema schema, String path) {
        var rules = new StructuralRules();
        rules.invariants(schema, Level.ROOT, path);
        Completeness.validate(schema, path, rules.errors);
        rules.errors.sort(Comparator.comparing(FieldError::toString));
        return rules.errors;
    }

    private void invariants(StructuralSchema schema, Level level, String path) {
        if (schema.type().equals("array") && schema.items() == null) required(path + ".items", "must be specified");
        if (schema.items() != null) invariants(schema.items(), Level.ITEM, path + ".items");
        schema.properties()
                .forEach((name, property) -> invariants(property, Level.FIELD, path + ".properties[" + name + "]"));
        JsonNode additional = schema.source().path("additionalProperties");
        if (!additional.isMissingNode()) {
            if (level == Level.ROOT) forbidden(path + ".additionalProperties", "must not be used at the root");
            if (schema.additional() != null) {
                invariants(schema.additional(), Level.FIELD, path + ".additionalProperties");
            }
            if (schema.embedded()) {
                forbidden(path + ".additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
            }
        }
        extensions(schema, path);
        values(schema.source(), IntOrString.skipsAnyOf(schema.source()), IntOrString.skipsAllOf(schema.source()), path);
        type(schema, level, path);
        metadata(schema, level, path);
        if (schema.embedded()
                && !schema.preservesUnknown()
                && schema.properties().isEmpty()) {
            required(
                    path + ".properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
    }

    private void extensions(StructuralSchema schema, String path) {
        if (!schema.intOrString()) return;
        String why = "must be false if x-kubernetes-int-or-string is true";
        if (schema.preservesUnknown()) invalid(path + "." + StructuralSchema.PRESERVE, true, why);
        if (schema.embedded()) invalid(path + "." + StructuralSchema.EMBEDDED, true, why);
    }

    private void type(StructuralSchema schema, Level level, String path) {
        String type = schema.type();
        if (schema.embedded() && !type.equals("object")) {
            String why = "must be object if x-kubernetes-embedded-resource is true";
            if (type.isEmpty()) required(path + ".type", why);
            else invalid(path + ".type", type, why);
        } else if (type.isEmpty() && !schema.intOrString() && !schema.preservesUnknown()) {
            required(path + ".type", level.untyped);
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            invalid(path + ".type", type, "must be object at the root");
        }
    }

    /** Of the metadata only the name may be restricted. */
    private void metadata(StructuralSchema schema, Level level, String path) {
        if (level != Level.ROOT && !schema.embedded()) return;
        for (String name : List.of("kind", "apiVersion")) {
            StructuralSchema property = schema.properties().get(name);
            if (property != null && !property.type().equals("string")) {
                invalid(path + ".properties[" + name + "].type", property.type(), "must be string");
            }
        }
        StructuralSchema metadata = schema.properties().get("metadata");
        if (metadata == null) return;
        String place = path + ".properties[metadata]";
        if (!metadata.type().equals("object")) invalid(place + ".type", metadata.type(), "must be object");
        if (level != Level.ROOT) return;
        boolean plain = OF_METADATA.containsAll(metadata.source().propertyNames())
                && !metadata.source().has("description")
                && NAMES.containsAll(metadata.properties().keySet());
        if (!plain) {
            forbidden(
                    place,
                    "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    /** What holds of the alternatives and other value validations of one schema. */
    private void values(ObjectNode source, boolean skipAnyOf, boolean skipAllOf, String path) {
        if (!skipAnyOf) alternatives(source, "anyOf", false, path);
        alternatives(source, "allOf", skipAllOf, path);
        alternatives(source, "oneOf", false, path);
        nested(source.path("not"), false, path + ".not");
        String pattern = source.path("pattern").asString("");
        String fault = fault(pattern);
        if (fault != null) {
            invalid(path + ".pattern", pattern, "must be a valid regular expression, but isn't: " + fault);
        }
    }

    private void alternatives(ObjectNode source, String junctor, boolean firstIsIntOrString, String path) {
        JsonNode schemas = source.path(junctor);
        for (int at = 0; at < schemas.size(); at++) {
            nested(schemas.path(at), firstIsIntOrString && at == 0, path + "." + junctor + "[" + at + "]");
        }
    }

    private void nested(JsonNode node, boolean skipAnyOf, String path) {
        if (!(node instanceof ObjectNode source)) return;
        values(source, skipAnyOf, false, path);
        nested(source.path("items"), false, path + ".items");
        source.path("properties")
                .properties()
                .forEach(entry -> nested(entry.getValue(), false, path + ".properties[" + entry.getKey() + "]"));
        for (String field : List.of("type", "title", "description", StructuralSchema.LIST_MAP_KEYS)) {
            JsonNode value = source.path(field);
            boolean given = value.isString() ? !value.stringValue().isEmpty() : !value.isEmpty();
            if (given) forbidden(path + "." + field, "must be empty to be structural");
        }
        for (String field :
                List.of("additionalProperties", "default", StructuralSchema.LIST_TYPE, StructuralSchema.MAP_TYPE)) {
            if (source.has(field)) forbidden(path + "." + field, "must be undefined to be structural");
        }
        for (String field : List.of(
                "nullable", StructuralSchema.PRESERVE, StructuralSchema.EMBEDDED, StructuralSchema.INT_OR_STRING)) {
            if (SchemaRules.flag(source, field)) forbidden(path + "." + field, "must be false to be structural");
        }
        if (!source.path(StructuralSchema.VALIDATIONS).isEmpty()) {
            forbidden(path + "." + StructuralSchema.VALIDATIONS, "must be empty to be structural");
        }
        if (source.path("properties").has("metadata")) {
            forbidden(path + ".properties[metadata]", "must not be specified in a nested context");
        }
    }

    private static @Nullable String fault(String pattern) {
        if (pattern.isEmpty()) return null;
        try {
            Pattern.compile(pattern);
            return null;
        } catch (PatternSyntaxException malformed) {
            return malformed.getMessage();
        }
    }

    private void required(String path, String why) {
        errors.add(FieldError.required(path, why));
    }

    private void forbidden(String path, String why) {
        errors.add(FieldError.forbidden(path, why));
    }

    private void invalid(String path, Object value, String why) {
        errors.add(FieldError.invalid(path, value, why));
    }
}
