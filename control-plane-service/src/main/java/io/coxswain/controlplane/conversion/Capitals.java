package io.coxswain.controlplane.conversion;

import io.coxswain.json.Json;
import java.util.Locale;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The names of fields with and without a capital, as an annotation of old has them. */
final class Capitals {
    private Capitals() {}

    static JsonNode added(JsonNode value) {
        return renamed(value, name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    }

    static JsonNode removed(JsonNode value) {
        return renamed(value, name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
    }

    private static JsonNode renamed(JsonNode value, UnaryOperator<String> naming) {
        if (value instanceof ArrayNode list) {
            ArrayNode renamed = Json.MAPPER.createArrayNode();
            list.forEach(item -> renamed.add(renamed(item, naming)));
            return renamed;
        }
        if (!(value instanceof ObjectNode object)) return value;
        ObjectNode renamed = Json.object();
        object.properties().forEach(field -> {
            String name = field.getKey();
            renamed.set(name.isEmpty() ? name : naming.apply(name), renamed(field.getValue(), naming));
        });
        return renamed;
    }
}
