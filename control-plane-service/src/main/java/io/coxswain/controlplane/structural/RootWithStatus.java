package io.coxswain.controlplane.structural;

import io.coxswain.status.FieldError;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** With a status subresource the root says only what is not lost when the status is validated alone. */
final class RootWithStatus {
    /** What the root may state, by the names that the message of the refusal lists. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("description", "Description"),
            Map.entry("type", "Type"),
            Map.entry("format", "Format"),
            Map.entry("title", "Title"),
            Map.entry("maximum", "Maximum"),
            Map.entry("exclusiveMaximum", "ExclusiveMaximum"),
            Map.entry("minimum", "Minimum"),
            Map.entry("exclusiveMinimum", "ExclusiveMinimum"),
            Map.entry("maxLength", "MaxLength"),
            Map.entry("minLength", "MinLength"),
            Map.entry("pattern", "Pattern"),
            Map.entry("maxItems", "MaxItems"),
            Map.entry("minItems", "MinItems"),
            Map.entry("uniqueItems", "UniqueItems"),
            Map.entry("multipleOf", "MultipleOf"),
            Map.entry("required", "Required"),
            Map.entry("items", "Items"),
            Map.entry("properties", "Properties"),
            Map.entry("externalDocs", "ExternalDocs"),
            Map.entry("example", "Example"),
            Map.entry(StructuralSchema.PRESERVE, "XPreserveUnknownFields"),
            Map.entry(StructuralSchema.VALIDATIONS, "XValidations"));

    private static final String WORDS = "[Description Type Format Title Maximum ExclusiveMaximum Minimum"
            + " ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items"
            + " Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    private RootWithStatus() {}

    static List<FieldError> validate(ObjectNode schema, String path) {
        String type = schema.path("type").asString("");
        if (!type.isEmpty() && !type.equals("object")) {
            return List.of(FieldError.invalid(
                    path + ".type",
                    type,
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is"
                            + " enabled"));
        }
        boolean allowed = schema.properties().stream()
                .allMatch(entry -> ALLOWED.containsKey(entry.getKey())
                        || (entry.getValue().isBoolean() && !entry.getValue().booleanValue()));
        if (allowed) return List.of();
        return List.of(FieldError.invalid(
                path,
                schema,
                "only " + WORDS + " fields are allowed at the root of the schema if the status subresource is"
                        + " enabled"));
    }
}
