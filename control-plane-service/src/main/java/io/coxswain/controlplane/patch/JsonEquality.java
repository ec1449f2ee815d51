package io.coxswain.controlplane.patch;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/** Equality of JSON values, where {@code 1} and {@code 1.0} are the same number. */
final class JsonEquality {
    private static final Comparator<JsonNode> BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) return left.decimalValue().compareTo(right.decimalValue());
        return left.equals(right) ? 0 : 1;
    };

    private JsonEquality() {}

    static boolean equal(JsonNode left, JsonNode right) {
        return left.equals(BY_VALUE, right);
    }
}
