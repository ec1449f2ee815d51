package io.coxswain.controlplane.structural;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The two forms in which a value that is a number or a string may state its types among alternatives. */
final class IntOrString {
    private IntOrString() {}

    static boolean skipsAnyOf(ObjectNode source) {
        return isForm(source.path("anyOf"));
    }

    static boolean skipsAllOf(ObjectNode source) {
        return isForm(source.path("allOf").path(0).path("anyOf"));
    }

    private static boolean isForm(JsonNode anyOf) {
        return anyOf.size() == 2 && isType(anyOf.path(0), "integer") && isType(anyOf.path(1), "string");
    }

    private static boolean isType(JsonNode schema, String type) {
        return schema.size() == 1 && schema.path("type").asString("").equals(type);
    }
}
