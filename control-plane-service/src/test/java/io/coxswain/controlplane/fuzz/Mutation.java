package io.coxswain.controlplane.fuzz;

import io.coxswain.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes valid JSON into something near it. */
record Mutation(RandomGenerator random) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "A",
            "name",
            "metadata",
            "spec",
            "items",
            "-",
            "..",
            "/",
            "%",
            "*",
            "$patch",
            "delete",
            "replace",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "9223372036854775808",
            "1Ki",
            "12m",
            "100%",
            "v1",
            "List",
            "default",
            "kube-system",
            "\u0000",
            "\ud83d\ude00",
            "ß",
            "a.b/c",
            "2026-01-01T00:00:00Z",
            "not a time",
            "x".repeat(64),
            "x".repeat(254),
            "\"",
            "\\",
            "\n",
            "$setElementOrder/containers",
            "f:metadata",
            "k:{}");

    String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** The object with some changes, as bytes that are mostly JSON. */
    byte[] of(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        for (int change = random.nextInt(4) * random.nextInt(2); change > 0; change--) change(copy);
        byte[] bytes = Json.bytes(copy);
        return switch (random.nextInt(40)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> flip(bytes);
            case 2 ->
                ("{\"metadata\":{}," + new String(bytes, StandardCharsets.UTF_8).substring(1))
                        .getBytes(StandardCharsets.UTF_8);
            case 3 -> ("[" + new String(bytes, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8);
            case 4 -> "[".repeat(random.nextInt(5000)).getBytes(StandardCharsets.UTF_8);
            case 5 -> ("{\"a\":".repeat(600) + "1" + "}".repeat(600)).getBytes(StandardCharsets.UTF_8);
            case 6 -> noise(random.nextInt(200));
            case 7 -> protobuf(bytes);
            default -> bytes;
        };
    }

    byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] flip(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0 && copy.length > 0; flips--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    /** Kubernetes' envelope with noise, or with something that was no protobuf. */
    byte[] protobuf(byte[] bytes) {
        byte[] content = random.nextBoolean() ? noise(random.nextInt(100)) : bytes;
        byte[] envelope = new byte[content.length + 4];
        System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, envelope, 0, 4);
        System.arraycopy(content, 0, envelope, 4, content.length);
        return envelope;
    }

    private void change(JsonNode start) {
        JsonNode at = start;
        while (at.size() > 0) {
            List<JsonNode> inner = at.values().stream()
                    .filter(value -> value.isContainer() && value.size() > 0)
                    .toList();
            if (inner.isEmpty() || random.nextInt(3) == 0) break;
            at = inner.get(random.nextInt(inner.size()));
        }
        switch (at) {
            case ObjectNode object -> changeField(object);
            case ArrayNode array -> changeElement(array);
            default -> throw new IllegalStateException();
        }
    }

    private void changeField(ObjectNode object) {
        List<String> names = List.copyOf(object.propertyNames());
        String name = names.isEmpty() || random.nextInt(6) == 0 ? word() : names.get(random.nextInt(names.size()));
        if (random.nextInt(3) == 0) object.remove(name);
        else object.set(name, value(2));
    }

    private void changeElement(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(3)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            default -> array.set(at, value(2));
        }
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextInt(-2, 3));
            case 4 -> NODES.numberNode(random.nextDouble() * 1e20);
            case 5, 6 -> NODES.stringNode(word());
            case 7 -> {
                ArrayNode array = NODES.arrayNode();
                for (int size = random.nextInt(4); size > 0; size--) array.add(value(depth - 1));
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int size = random.nextInt(4); size > 0; size--) object.set(word(), value(depth - 1));
                yield object;
            }
        };
    }
}
