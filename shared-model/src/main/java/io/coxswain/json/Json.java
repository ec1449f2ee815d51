package io.coxswain.json;

import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one JSON mapper. Trees are exact: numbers keep their digits, explicit nulls and empties stay. */
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builderWithJackson2Defaults()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> {
        if (one.isNumber() && other.isNumber()) return one.decimalValue().compareTo(other.decimalValue());
        return one.equals(other) ? 0 : 1;
    };

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads a JSON object; {@link JacksonException} where the text is not one. */
    public static ObjectNode parseObject(byte[] json) {
        JsonNode node = MAPPER.readTree(json);
        if (node instanceof ObjectNode object) return object;
        throw new IllegalArgumentException("not a JSON object: " + node.getNodeType());
    }

    public static ObjectNode parseObject(String json) {
        return parseObject(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Whether two trees are equal; numbers are so by value, whatever class holds them. */
    public static boolean same(JsonNode one, JsonNode other) {
        return one.equals(BY_VALUE, other);
    }

    /** The strings of an array, none where it is absent. */
    public static List<String> texts(JsonNode array) {
        return array.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** A typed view for reading. To write, change the tree: a view would lose empty lists and nulls. */
    public static <T> T view(JsonNode tree, Class<T> type) {
        return MAPPER.treeToValue(tree, type);
    }

    public static ObjectNode tree(Object view) {
        return MAPPER.valueToTree(view);
    }
}
