package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and defaults fields of a JSON tree whose types the schema has already checked. Null is the same as absent. */
public final class Fields {
    private Fields() {}

    public static boolean has(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return !value.isMissingNode() && !value.isNull();
    }

    /** The text of a field, empty where it is absent. */
    public static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    public static @Nullable Long number(JsonNode node, String field) {
        return node.path(field).isNumber() ? node.path(field).longValue() : null;
    }

    public static @Nullable ObjectNode object(JsonNode node, String field) {
        return node.path(field) instanceof ObjectNode object ? object : null;
    }

    /** The objects in a list, none where it is absent. */
    public static List<ObjectNode> objects(JsonNode node, String field) {
        List<ObjectNode> objects = new ArrayList<>();
        node.path(field).forEach(element -> {
            if (element instanceof ObjectNode object) objects.add(object);
        });
        return objects;
    }

    public static List<String> texts(JsonNode node, String field) {
        List<String> texts = new ArrayList<>();
        node.path(field).forEach(element -> texts.add(element.asString("")));
        return texts;
    }

    public static void setDefault(ObjectNode object, String field, String value) {
        if (text(object, field).isEmpty()) object.put(field, value);
    }

    public static void setDefault(ObjectNode object, String field, long value) {
        if (!has(object, field)) object.put(field, value);
    }

    public static void setDefault(ObjectNode object, String field, boolean value) {
        if (!has(object, field)) object.put(field, value);
    }

    /** The object under a field, made where it is absent. */
    public static ObjectNode ensure(ObjectNode object, String field) {
        return object.path(field) instanceof ObjectNode present ? present : object.putObject(field);
    }

    public static void copyOrRemove(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) to.remove(field);
        else to.set(field, value.deepCopy());
    }

    public static boolean same(JsonNode one, JsonNode other, String field) {
        return Json.same(one.path(field), other.path(field));
    }
}
