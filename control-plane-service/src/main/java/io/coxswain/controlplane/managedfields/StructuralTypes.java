package io.coxswain.controlplane.managedfields;

import io.coxswain.controlplane.structural.StructuralSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The types of fields as the structural schema of a custom resource has them. */
final class StructuralTypes {
    private static final Set<String> TYPE_META = Set.of("apiVersion", "kind");

    private final FieldType metadata;

    /** {@code metadata} is the type of the metadata of every object. */
    StructuralTypes(FieldType metadata) {
        this.metadata = metadata;
    }

    FieldType ofResource(StructuralSchema schema) {
        return new FieldType.Struct(new Fields(schema, true));
    }

    private FieldType of(StructuralSchema schema) {
        if (schema.type().equals("array")) return list(schema);
        boolean free = schema.type().isEmpty() || schema.type().equals("object");
        if (!free || schema.intOrString()) return FieldType.Whole.SCALAR;
        if (schema.mapType().equals("atomic")) return FieldType.Whole.OBJECT;
        if (schema.additional() != null) return new FieldType.MapOf(of(schema.additional()));
        if (schema.properties().isEmpty() && !schema.embedded() && schema.preservesUnknown()) {
            return FieldType.Untyped.VALUE;
        }
        return new FieldType.Struct(new Fields(schema, schema.embedded()));
    }

    private FieldType list(StructuralSchema schema) {
        StructuralSchema items = schema.items();
        if (items == null) return FieldType.Whole.LIST;
        return switch (schema.listType()) {
            case "set" -> new FieldType.SetOf();
            case "map" -> new FieldType.EntriesBy(schema.mapKeys(), defaults(schema, items), of(items));
            default -> FieldType.Whole.LIST;
        };
    }

    private static Map<String, JsonNode> defaults(StructuralSchema list, StructuralSchema items) {
        Map<String, JsonNode> defaults = new HashMap<>();
        for (String key : list.mapKeys()) {
            StructuralSchema property = items.properties().get(key);
            if (property != null && property.defaultValue() != null) defaults.put(key, property.defaultValue());
        }
        return defaults;
    }

    private final class Fields implements FieldType.Named {
        private final StructuralSchema schema;
        private final boolean object;

        /** {@code object} tells whether it has an apiVersion, a kind and metadata, which no schema describes. */
        Fields(StructuralSchema schema, boolean object) {
            this.schema = schema;
            this.object = object;
        }

        @Override
        public @Nullable FieldType field(String name) {
            if (object && name.equals("metadata")) return metadata;
            if (object && TYPE_META.contains(name)) return FieldType.Whole.SCALAR;
            StructuralSchema field = schema.field(name);
            return field == null ? null : of(field);
        }

        @Override
        public boolean isAlwaysThere(String name) {
            return false;
        }

        @Override
        public boolean isAlwaysList(String name) {
            return false;
        }

        @Override
        public boolean open() {
            return schema.preservesUnknown();
        }
    }
}
