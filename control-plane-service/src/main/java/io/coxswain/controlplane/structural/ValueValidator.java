package io.coxswain.controlplane.structural;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds values against a schema, in the words of Kubernetes. What was wrong before and did not change is not told: a
 * schema that became stricter must not make old objects unchangeable.
 */
public final class ValueValidator {
    private static final List<String> OF_EVERY_OBJECT = List.of("kind", "apiVersion");

    private ValueValidator() {}

    /**
     * All faults of a value.
     *
     * @param prefix where the value is, such as {@code status}; empty for a whole object
     * @param old the value before; null where there was none
     */
    public static List<FieldError> validate(
            JsonNode value, @Nullable JsonNode old, StructuralSchema schema, String prefix) {
        return ratcheted(value, old, schema, "", prefix).errors();
    }

    private static Findings ratcheted(
            JsonNode value, @Nullable JsonNode old, StructuralSchema schema, String path, String prefix) {
        Findings found = check(value, old, schema, path, prefix);
        if (found.isClean() || old == null || !Json.same(value, old)) return found;
        return new Findings(prefix);
    }

    private static Findings check(
            JsonNode value, @Nullable JsonNode old, StructuralSchema schema, String path, String prefix) {
        var found = new Findings(prefix);
        if (value.isNull()) {
            TypeCheck.check(found, value, schema, path);
            ScalarChecks.values(found, value, schema.rules(), path);
            return found;
        }
        if (!schema.type().isEmpty()
                || schema.intOrString()
                || !schema.rules().format().isEmpty()) {
            TypeCheck.check(found, value, schema, path);
            found.passed();
        }
        combinations(found, value, old, schema, path, prefix);
        switch (value) {
            case ArrayNode array -> {
                elements(found, array, old, schema, path, prefix);
                ScalarChecks.values(found, value, schema.rules(), path);
            }
            case ObjectNode object -> {
                ScalarChecks.values(found, value, schema.rules(), path);
                members(found, object, old, schema, path, prefix);
            }
            default -> {
                ScalarChecks.text(found, value, schema.rules(), path);
                ScalarChecks.number(found, value, schema, path);
                ScalarChecks.values(found, value, schema.rules(), path);
            }
        }
        found.passed();
        found.passed();
        return found;
    }

    private static void elements(
            Findings found,
            ArrayNode array,
            @Nullable JsonNode old,
            StructuralSchema schema,
            String path,
            String prefix) {
        StructuralSchema items = schema.items();
        if (items != null) {
            for (int at = 0; at < array.size(); at++) {
                JsonNode before = ListTypes.counterpart(array.get(at), old, schema);
                found.merge(ratcheted(array.get(at), before, items, path + "[" + at + "]", prefix));
            }
        }
        ValueRules rules = schema.rules();
        if (rules.minItems() != null && array.size() < rules.minItems()) {
            found.invalid(path, array.size(), "should have at least " + rules.minItems() + " items");
        }
        if (rules.maxItems() != null && array.size() > rules.maxItems()) {
            found.tooMany(path, array.size(), rules.maxItems());
        }
        if (rules.uniqueItems() && ListTypes.hasDuplicates(array)) {
            found.invalid(path, "", "shouldn't contain duplicates");
        }
        found.passed();
    }

    private static void members(
            Findings found,
            ObjectNode object,
            @Nullable JsonNode old,
            StructuralSchema schema,
            String path,
            String prefix) {
        ValueRules rules = schema.rules();
        if (rules.minProperties() != null && object.size() < rules.minProperties()) {
            found.invalid(path, object.size(), "should have at least " + rules.minProperties() + " properties");
        }
        if (rules.maxProperties() != null && object.size() > rules.maxProperties()) {
            found.tooMany(path, object.size(), rules.maxProperties());
        }
        object.properties().forEach(entry -> {
            String name = entry.getKey();
            StructuralSchema field = schema.field(name);
            if (field == null) return;
            boolean comparable = !(path.isEmpty() && OF_EVERY_OBJECT.contains(name));
            JsonNode before = comparable && old != null ? old.get(name) : null;
            found.merge(ratcheted(entry.getValue(), before, field, path.isEmpty() ? name : path + "." + name, prefix));
        });
        for (String name : rules.required()) {
            if (!object.has(name)) found.required(path.isEmpty() ? name : path + "." + name);
        }
    }

    private static void combinations(
            Findings found,
            JsonNode value,
            @Nullable JsonNode old,
            StructuralSchema schema,
            String path,
            String prefix) {
        ValueRules rules = schema.rules();
        if (!rules.anyOf().isEmpty()) anyOf(found, value, old, rules.anyOf(), path, prefix);
        if (!rules.oneOf().isEmpty()) oneOf(found, value, old, rules.oneOf(), path, prefix);
        if (!rules.allOf().isEmpty()) {
            int valid = 0;
            for (StructuralSchema one : rules.allOf()) {
                Findings result = check(value, old, one, path, prefix);
                if (result.isClean()) valid++;
                found.merge(result);
            }
            if (valid != rules.allOf().size()) {
                found.whole(quoted(path) + " must validate all the schemas (allOf)"
                        + (valid == 0 ? ". None validated" : ""));
            }
        }
        StructuralSchema not = rules.not();
        if (not != null && check(value, old, not, path, prefix).isClean()) {
            found.whole(quoted(path) + " must not validate the schema (not)");
        }
        found.passed();
    }

    /** Of the schemas that all fail, the one that fits best says what is wrong. */
    private static void anyOf(
            Findings found,
            JsonNode value,
            @Nullable JsonNode old,
            List<StructuralSchema> schemas,
            String path,
            String prefix) {
        Findings best = null;
        for (StructuralSchema one : schemas) {
            Findings result = check(value, old, one, path, prefix);
            if (result.isClean()) {
                found.merge(result);
                return;
            }
            if (best == null || result.matches() > best.matches()) best = result;
        }
        found.whole(quoted(path) + " must validate at least one schema (anyOf)");
        if (best != null) found.merge(best);
    }

    private static void oneOf(
            Findings found,
            JsonNode value,
            @Nullable JsonNode old,
            List<StructuralSchema> schemas,
            String path,
            String prefix) {
        Findings best = null;
        Findings first = null;
        int valid = 0;
        for (StructuralSchema one : schemas) {
            Findings result = check(value, old, one, path, prefix);
            if (result.isClean()) {
                valid++;
                if (first == null) first = result;
            } else if (best == null || result.matches() > best.matches()) {
                best = result;
            }
        }
        if (valid == 1 && first != null) {
            found.merge(first);
            return;
        }
        found.whole(quoted(path) + " must validate one and only one schema (oneOf). "
                + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
        if (valid == 0 && best != null) found.merge(best);
    }

    private static String quoted(String path) {
        return '"' + path + '"';
    }
}
