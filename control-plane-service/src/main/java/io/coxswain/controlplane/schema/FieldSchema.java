package io.coxswain.controlplane.schema;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of a type.
 *
 * @param listKeys the keys of the entries of a list that is a map
 * @param strategies how a strategic merge patch treats the value; empty: lists are replaced, objects merged
 * @param mergeKey by which a strategic merge patch matches entries; null for lists of scalars and where it replaces
 * @param goType the named Go type of the value; null where it has none
 * @param values the values allowed; empty where any is
 * @param defaultValue the default that the schema states
 * @param atomicMap whether a map is owned as a whole
 * @param granular whether a map or struct is owned field by field, whatever its type says
 * @param zeroIsAbsent whether 0 or false says the same as no value at all
 */
public record FieldSchema(
        String name,
        Shape shape,
        boolean required,
        ListType listType,
        List<String> listKeys,
        Set<PatchStrategy> strategies,
        @Nullable String mergeKey,
        @Nullable String goType,
        List<String> values,
        @Nullable String defaultValue,
        boolean atomicMap,
        boolean granular,
        boolean zeroIsAbsent) {
    public FieldSchema {
        listKeys = List.copyOf(listKeys);
        strategies = Set.copyOf(strategies);
        values = List.copyOf(values);
    }

    /** How the entries of a list relate. {@code ATOMIC} also where the field is no list. */
    public enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    /** The strategies of a strategic merge patch. */
    public enum PatchStrategy {
        MERGE,
        RETAIN_KEYS,
        REPLACE
    }

    public boolean merges() {
        return strategies.contains(PatchStrategy.MERGE);
    }

    public boolean replaces() {
        return strategies.contains(PatchStrategy.REPLACE);
    }

    /** The type as Kubernetes' decoding errors name it. */
    public String goName() {
        if (goType == null) return shape.goName();
        return (shape instanceof Shape.ListOf ? "[]v1." : "v1.") + goType;
    }

    /** Reads what follows the shape and the required mark: facts in the form of the facts table. */
    static FieldSchema parse(String name, Shape shape, boolean required, List<String> facts) {
        ListType listType = ListType.ATOMIC;
        List<String> listKeys = List.of();
        var strategies = java.util.EnumSet.noneOf(PatchStrategy.class);
        String mergeKey = null;
        String goType = null;
        List<String> values = List.of();
        String defaultValue = null;
        boolean atomicMap = false;
        boolean granular = false;
        boolean zeroIsAbsent = false;
        for (String fact : facts) {
            int equals = fact.indexOf('=');
            String what = equals < 0 ? fact : fact.substring(0, equals);
            String value = equals < 0 ? "" : fact.substring(equals + 1);
            String word = what.contains(":") ? what.substring(0, what.indexOf(':')) : what;
            switch (word) {
                case "keys" -> {
                    listType = ListType.MAP;
                    listKeys = List.of(value.split(",", -1));
                }
                case "set" -> listType = ListType.SET;
                case "merge" -> {
                    strategies.add(PatchStrategy.MERGE);
                    if (!value.isEmpty()) mergeKey = value;
                }
                case "retain" -> strategies.add(PatchStrategy.RETAIN_KEYS);
                case "replace" -> strategies.add(PatchStrategy.REPLACE);
                case "atomic" -> atomicMap = true;
                case "granular" -> granular = true;
                case "zero" -> zeroIsAbsent = true;
                case "default" -> defaultValue = value;
                case "go" -> goType = what.substring(3);
                case "enum" -> {
                    goType = what.substring(5);
                    values = List.of(value.split(",", -1));
                }
                default -> throw new IllegalArgumentException("unknown fact \"" + fact + "\" of field " + name);
            }
        }
        return new FieldSchema(
                name,
                shape,
                required,
                listType,
                listKeys,
                strategies,
                mergeKey,
                goType,
                values,
                defaultValue,
                atomicMap,
                granular,
                zeroIsAbsent);
    }
}
