package io.coxswain.controlplane.managedfields;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What owning a value means: as a whole, by field, by key or by entry. */
sealed interface FieldType {
    /** A scalar, or what is owned as a whole. */
    enum Whole implements FieldType {
        SCALAR,
        LIST,
        OBJECT
    }

    /** Free JSON: objects are owned by field, everything else as a whole. */
    enum Untyped implements FieldType {
        VALUE
    }

    /** An object with free keys. */
    record MapOf(FieldType value) implements FieldType {}

    /** A list without duplicates. */
    record SetOf() implements FieldType {}

    /**
     * A list whose entries have keys.
     *
     * @param defaults of the keys that have one
     */
    record EntriesBy(List<String> keys, Map<String, JsonNode> defaults, FieldType entry) implements FieldType {}

    /** An object with named fields. */
    interface Named {
        /** Null where the type has no such field. */
        @Nullable FieldType field(String name);

        /** Whether a field that is absent says the same as an empty object. */
        boolean isAlwaysThere(String name);

        /** Whether a list that is absent says the same as one without entries. */
        boolean isAlwaysList(String name);

        /** Whether fields that are not named are allowed. */
        boolean open();
    }

    /** An object with named fields, which are looked up when they are needed: types may hold themselves. */
    record Struct(Named fields) implements FieldType {}
}
