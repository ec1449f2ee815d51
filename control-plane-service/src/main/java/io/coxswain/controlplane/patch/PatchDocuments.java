package io.coxswain.controlplane.patch;

import io.coxswain.json.Json;
import io.coxswain.status.ApiException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bodies of patches. */
final class PatchDocuments {
    private PatchDocuments() {}

    static ObjectNode object(byte[] patch) {
        JsonNode tree = tree(patch);
        if (tree instanceof ObjectNode object) return object;
        throw ApiException.badRequest("error decoding patch: json: cannot unmarshal " + word(tree)
                + " into Go value of type map[string]interface {}");
    }

    static ArrayNode array(byte[] patch) {
        JsonNode tree = tree(patch);
        if (tree instanceof ArrayNode array) return array;
        throw ApiException.badRequest(
                "error decoding patch: json: cannot unmarshal " + word(tree) + " into Go value of type []interface {}");
    }

    private static JsonNode tree(byte[] patch) {
        try {
            return Json.MAPPER.readTree(patch);
        } catch (JacksonException e) {
            throw ApiException.badRequest("error decoding patch: " + e.getOriginalMessage());
        }
    }

    private static String word(JsonNode tree) {
        return switch (tree.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            default -> "string";
        };
    }
}
