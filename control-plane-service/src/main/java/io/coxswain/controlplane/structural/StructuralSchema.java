package io.coxswain.controlplane.structural;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema as a CustomResourceDefinition holds it, parsed once. Immutable; {@link #source} is not to be changed.
 *
 * @param source the schema as it was given, in which the value validations are looked up
 * @param type empty where none is stated
 * @param additional the schema of other properties; null where there is none
 * @param allowsAdditional whether other properties are kept although no schema of theirs is stated
 * @param defaultValue null where none is stated
 * @param listType empty, {@code atomic}, {@code set} or {@code map}
 */
public record StructuralSchema(
        ObjectNode source,
        String type,
        boolean nullable,
        Map<String, StructuralSchema> properties,
        @Nullable StructuralSchema items,
        @Nullable StructuralSchema additional,
        boolean allowsAdditional,
        @Nullable JsonNode defaultValue,
        boolean preservesUnknown,
        boolean embedded,
        boolean intOrString,
        String listType,
        List<String> mapKeys,
        String mapType,
        ValueRules rules) {
    static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    static final String EMBEDDED = "x-kubernetes-embedded-resource";
    static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    static final String LIST_TYPE = "x-kubernetes-list-type";
    static final String LIST_MAP_KEYS = "x-kubernetes-list-map-keys";
    static final String MAP_TYPE = "x-kubernetes-map-type";
    static final String VALIDATIONS = "x-kubernetes-validations";

    public StructuralSchema {
        mapKeys = List.copyOf(mapKeys);
    }

    /** Reads a schema; parts that are no schemas, which the rules of definitions refuse, count as absent. */
    public static StructuralSchema parse(ObjectNode source) {
        var properties = new LinkedHashMap<String, StructuralSchema>();
        source.path("properties").properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode property) properties.put(entry.getKey(), parse(property));
        });
        JsonNode additional = source.path("additionalProperties");
        JsonNode preset = source.get("default");
        return new StructuralSchema(
                source,
                source.path("type").asString(""),
                source.path("nullable").asBoolean(false),
                Collections.unmodifiableMap(properties),
                source.path("items") instanceof ObjectNode items ? parse(items) : null,
                additional instanceof ObjectNode schema ? parse(schema) : null,
                additional.isObject() || additional.asBoolean(false),
                preset == null || preset.isNull() ? null : preset,
                source.path(PRESERVE).asBoolean(false),
                source.path(EMBEDDED).asBoolean(false),
                source.path(INT_OR_STRING).asBoolean(false),
                source.path(LIST_TYPE).asString(""),
                Json.texts(source.path(LIST_MAP_KEYS)),
                source.path(MAP_TYPE).asString(""),
                ValueRules.parse(source));
    }

    /** The schema of a field of an object; null where it has none. */
    public @Nullable StructuralSchema field(String name) {
        StructuralSchema property = properties.get(name);
        return property == null ? additional : property;
    }

    /** The same schema as that of a whole object with its own metadata. */
    StructuralSchema asResource() {
        if (embedded) return this;
        return new StructuralSchema(
                source,
                type,
                nullable,
                properties,
                items,
                additional,
                allowsAdditional,
                defaultValue,
                preservesUnknown,
                true,
                intOrString,
                listType,
                mapKeys,
                mapType,
                rules);
    }

    /** The formats in a schema that say nothing here. */
    public static List<String> unknownFormats(ObjectNode schema) {
        List<String> unknown = new ArrayList<>();
        collectFormats(schema, unknown);
        return unknown;
    }

    private static void collectFormats(JsonNode node, List<String> unknown) {
        if (!(node instanceof ObjectNode schema)) return;
        String format = schema.path("format").asString("");
        boolean text = schema.path("type").asString("").equals("string");
        if (text && !format.isEmpty() && !Formats.isKnown(format)) unknown.add(format);
        schema.path("properties").forEach(property -> collectFormats(property, unknown));
        collectFormats(schema.path("items"), unknown);
        collectFormats(schema.path("additionalProperties"), unknown);
    }

    /** Whether a rule in CEL stands anywhere in this schema. */
    public boolean hasExpressions() {
        return !source.findValues(VALIDATIONS).isEmpty();
    }
}
