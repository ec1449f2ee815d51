package io.coxswain.controlplane.managedfields;

import io.coxswain.controlplane.schema.FieldSchema;
import io.coxswain.controlplane.schema.Shape;
import io.coxswain.controlplane.schema.TypeSchema;
import io.coxswain.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The types of fields as a schema has them, each looked up once; there are as many as the schema has types. */
final class FieldTypes {
    private final Function<String, TypeSchema> schemas;
    private final Map<String, Fields> known = new ConcurrentHashMap<>();

    /** {@code schemas} answers the type that a reference names. */
    FieldTypes(Function<String, TypeSchema> schemas) {
        this.schemas = schemas;
    }

    // A schema of the same name that was replaced is another object; to compare what is in them would cost too much.
    @SuppressWarnings("ReferenceEquality")
    FieldType of(TypeSchema type) {
        if (type.atomic()) return FieldType.Whole.OBJECT;
        Fields fields = known.get(type.name());
        if (fields == null || fields.type != type) {
            fields = new Fields(type);
            known.put(type.name(), fields);
        }
        return fields.struct;
    }

    private FieldType of(Shape shape, @Nullable FieldSchema field) {
        return switch (shape) {
            case Shape.Scalar scalar ->
                switch (scalar) {
                    case RAW, FIELDS -> FieldType.Whole.OBJECT;
                    default -> FieldType.Whole.SCALAR;
                };
            case Shape.Reference(String name) ->
                field != null && field.atomicMap() ? FieldType.Whole.OBJECT : of(schemas.apply(name));
            case Shape.MapOf(Shape value) ->
                field != null && field.atomicMap() ? FieldType.Whole.OBJECT : new FieldType.MapOf(of(value, null));
            case Shape.ListOf(Shape element) -> list(element, field);
        };
    }

    private FieldType list(Shape element, @Nullable FieldSchema field) {
        if (field == null) return FieldType.Whole.LIST;
        return switch (field.listType()) {
            case ATOMIC -> FieldType.Whole.LIST;
            case SET -> new FieldType.SetOf();
            case MAP ->
                new FieldType.EntriesBy(field.listKeys(), defaults(element, field.listKeys()), of(element, null));
        };
    }

    private Map<String, JsonNode> defaults(Shape element, List<String> keys) {
        Map<String, JsonNode> defaults = new HashMap<>();
        if (!(element instanceof Shape.Reference(String name))) return defaults;
        TypeSchema type = schemas.apply(name);
        for (String key : keys) {
            FieldSchema field = type.field(key);
            if (field == null || field.defaultValue() == null) continue;
            String value = field.defaultValue();
            defaults.put(
                    key,
                    field.shape() == Shape.Scalar.STRING
                            ? JsonNodeFactory.instance.stringNode(value)
                            : Json.MAPPER.readTree(value));
        }
        return defaults;
    }

    /** The fields of one type. */
    private final class Fields implements FieldType.Named {
        private final TypeSchema type;
        private final Map<String, FieldType> types = new ConcurrentHashMap<>();
        private final FieldType.Struct struct = new FieldType.Struct(this);

        Fields(TypeSchema type) {
            this.type = type;
        }

        @Override
        public @Nullable FieldType field(String name) {
            FieldType found = types.get(name);
            if (found != null) return found;
            FieldSchema field = type.field(name);
            if (field == null) return null;
            // Not computeIfAbsent: the type of a field may need that of another field of the same type.
            FieldType made = of(field.shape(), field);
            types.put(name, made);
            return made;
        }

        @Override
        public boolean isAlwaysThere(String name) {
            return EmbeddedStructs.contains(type.name(), name);
        }

        @Override
        public boolean isAlwaysList(String name) {
            FieldSchema field = type.field(name);
            return field != null && field.required() && field.shape() instanceof Shape.ListOf;
        }

        @Override
        public boolean open() {
            return type.open();
        }

        @Override
        public String toString() {
            return type.name();
        }
    }
}
