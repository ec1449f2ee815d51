package io.coxswain.controlplane.patch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 6901, and the changes that a JSON patch makes at the place it names. */
record JsonPointer(List<String> parts) {
    JsonPointer {
        parts = List.copyOf(parts);
    }

    /** The text is empty or starts with a slash. */
    static JsonPointer parse(String text) {
        List<String> parts = new ArrayList<>();
        if (text.isEmpty()) return new JsonPointer(parts);
        for (String part : text.substring(1).split("/", -1)) {
            parts.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(parts);
    }

    boolean isBelow(JsonPointer other) {
        return parts.size() > other.parts.size()
                && parts.subList(0, other.parts.size()).equals(other.parts);
    }

    @Nullable JsonNode find(JsonNode document) {
        JsonNode at = document;
        for (String part : parts) {
            at = child(at, part);
            if (at == null) return null;
        }
        return at;
    }

    JsonNode get(JsonNode document) {
        JsonNode found = find(document);
        if (found == null) throw JsonPatch.doesNotFit();
        return found;
    }

    JsonNode add(JsonNode document, JsonNode value) {
        if (parts.isEmpty()) return value;
        switch (parent(document)) {
            case ObjectNode object -> object.set(last(), value);
            case ArrayNode array -> {
                if (last().equals("-")) array.add(value);
                else array.insert(index(array, last(), array.size()), value);
            }
            default -> throw JsonPatch.doesNotFit();
        }
        return document;
    }

    JsonNode replace(JsonNode document, JsonNode value) {
        if (parts.isEmpty()) return value;
        get(document);
        switch (parent(document)) {
            case ObjectNode object -> object.set(last(), value);
            case ArrayNode array -> array.set(index(array, last(), array.size() - 1), value);
            default -> throw JsonPatch.doesNotFit();
        }
        return document;
    }

    JsonNode remove(JsonNode document) {
        if (parts.isEmpty()) throw JsonPatch.doesNotFit();
        get(document);
        switch (parent(document)) {
            case ObjectNode object -> object.remove(last());
            case ArrayNode array -> array.remove(index(array, last(), array.size() - 1));
            default -> throw JsonPatch.doesNotFit();
        }
        return document;
    }

    private String last() {
        return parts.getLast();
    }

    private JsonNode parent(JsonNode document) {
        return new JsonPointer(parts.subList(0, parts.size() - 1)).get(document);
    }

    private static @Nullable JsonNode child(JsonNode node, String part) {
        return switch (node) {
            case ObjectNode object -> object.get(part);
            case ArrayNode array -> {
                int index = number(part, array.size());
                yield index < 0 || index >= array.size() ? null : array.get(index);
            }
            default -> null;
        };
    }

    private static int index(ArrayNode array, String part, int largest) {
        int index = number(part, array.size());
        if (index < 0 || index > largest) throw JsonPatch.doesNotFit();
        return index;
    }

    /** Kubernetes' library counts negative indexes from the end; -1 is returned for what is no index. */
    private static int number(String part, int size) {
        if (!part.matches("-?(0|[1-9]\\d{0,8})")) return -1;
        int number = Integer.parseInt(part);
        return number < 0 ? number + size : number;
    }
}
