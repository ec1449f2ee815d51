package io.coxswain.controlplane.store;

import io.coxswain.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Attributes as the database holds them: {@code {"labels":{...},"fields":{...}}}. */
final class AttributesText {
    private AttributesText() {}

    static String of(Attributes attributes) {
        ObjectNode text = Json.object();
        put(text.putObject("labels"), attributes.labels());
        put(text.putObject("fields"), attributes.fields());
        return text.toString();
    }

    static Attributes parse(String text) {
        ObjectNode tree = Json.parseObject(text);
        return new Attributes(strings(tree.path("labels")), strings(tree.path("fields")));
    }

    static @Nullable Attributes parseNullable(@Nullable String text) {
        return text == null ? null : parse(text);
    }

    private static void put(ObjectNode node, Map<String, String> strings) {
        strings.forEach(node::put);
    }

    private static Map<String, String> strings(JsonNode node) {
        var strings = new HashMap<String, String>();
        node.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asString()));
        return strings;
    }
}
