package io.coxswain.json;

import io.coxswain.model.ObjectKey;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the metadata of an object that is a JSON tree. Absent and null are the same to a reader. */
public final class Metadata {
    private Metadata() {}

    /** The metadata of an object, made if it is absent. */
    public static ObjectNode of(ObjectNode object) {
        return object.get("metadata") instanceof ObjectNode metadata ? metadata : object.putObject("metadata");
    }

    public static @Nullable String text(ObjectNode object, String field) {
        JsonNode value = object.path("metadata").path(field);
        return value.isString() ? value.stringValue() : null;
    }

    public static String name(ObjectNode object) {
        String name = text(object, "name");
        return name == null ? "" : name;
    }

    public static @Nullable String namespace(ObjectNode object) {
        return text(object, "namespace");
    }

    public static String uid(ObjectNode object) {
        String uid = text(object, "uid");
        return uid == null ? "" : uid;
    }

    public static String resourceVersion(ObjectNode object) {
        String version = text(object, "resourceVersion");
        return version == null ? "" : version;
    }

    public static boolean isTerminating(ObjectNode object) {
        return text(object, "deletionTimestamp") != null;
    }

    public static ObjectKey key(ObjectNode object) {
        return new ObjectKey(namespace(object), name(object));
    }

    public static Map<String, String> labels(ObjectNode object) {
        return strings(object.path("metadata").path("labels"));
    }

    public static Map<String, String> annotations(ObjectNode object) {
        return strings(object.path("metadata").path("annotations"));
    }

    private static Map<String, String> strings(JsonNode node) {
        if (!(node instanceof ObjectNode map) || map.isEmpty()) return Map.of();
        var strings = new TreeMap<String, String>();
        map.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asString()));
        return strings;
    }
}
