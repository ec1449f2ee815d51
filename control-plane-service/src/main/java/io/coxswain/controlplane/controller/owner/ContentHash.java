package io.coxswain.controlplane.controller.owner;

import io.coxswain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names a tree by a short text that is the same for the same tree, whatever the order of its fields. */
public final class ContentHash {
    /** Without vowels and without digits that look like letters, so that no word comes out. */
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private ContentHash() {}

    /** {@code collisions} tells how many objects of another content already have the name. */
    public static String of(JsonNode content, int collisions) {
        int hash = FNV_OFFSET;
        String text = sorted(content) + (collisions == 0 ? "" : " " + collisions);
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (value & 0xff)) * FNV_PRIME;
        }
        var name = new StringBuilder();
        Integer.toUnsignedString(hash).chars().forEach(digit -> name.append(SAFE.charAt(digit % SAFE.length())));
        return name.toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var list = Json.MAPPER.createArrayNode();
            node.forEach(item -> list.add(sorted(item)));
            return list;
        }
        if (!(node instanceof ObjectNode object)) return node;
        var fields = new TreeMap<String, JsonNode>();
        object.properties().forEach(entry -> fields.put(entry.getKey(), sorted(entry.getValue())));
        ObjectNode sorted = Json.object();
        fields.forEach(sorted::set);
        return sorted;
    }
}
