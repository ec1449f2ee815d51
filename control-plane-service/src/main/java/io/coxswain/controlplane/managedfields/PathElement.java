package io.coxswain.controlplane.managedfields;

import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a path to a field, in the form in which FieldsV1 writes it: {@code f:name}, {@code k:{"key":"value"}},
 * {@code v:value} or {@code i:index}. A text is its own identity, since each step has one form only.
 */
final class PathElement {
    /** As FieldsV1 orders its members: names, then keys, then values, then indexes. */
    static final Comparator<String> ORDER = PathElement::compare;

    private static final String KINDS = "fkvi";

    private PathElement() {}

    static String field(String name) {
        return "f:" + name;
    }

    static String value(JsonNode value) {
        return "v:" + json(value);
    }

    static String index(int index) {
        return "i:" + index;
    }

    static String key(Map<String, JsonNode> key) {
        StringBuilder text = new StringBuilder("k:{");
        Iterator<Map.Entry<String, JsonNode>> entries =
                (key.size() == 1 ? key : new TreeMap<>(key)).entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            text.append('"').append(entry.getKey()).append("\":").append(json(entry.getValue()));
            if (entries.hasNext()) text.append(',');
        }
        return text.append('}').toString();
    }

    /**
     * The step that a text of a client stands for, in its one form; {@code IllegalArgumentException} where it is none.
     */
    static String parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') throw new IllegalArgumentException("missing colon: " + text);
        String rest = text.substring(2);
        try {
            return switch (text.charAt(0)) {
                case 'f' -> text;
                case 'v' -> value(Json.MAPPER.readTree(rest));
                case 'i' -> index(Integer.parseInt(rest));
                case 'k' -> {
                    if (!(Json.MAPPER.readTree(rest) instanceof ObjectNode object)) {
                        throw new IllegalArgumentException("no key: " + text);
                    }
                    Map<String, JsonNode> key = new TreeMap<>();
                    object.properties().forEach(entry -> key.put(entry.getKey(), entry.getValue()));
                    yield key(key);
                }
                default -> throw new IllegalArgumentException("unknown path element type: " + text);
            };
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("malformed path element: " + text, malformed);
        }
    }

    /** As error messages write it: {@code .name}, {@code [key="value"]}, {@code [="value"]} or {@code [0]}. */
    static String display(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            case 'k' -> {
                List<String> parts = new ArrayList<>();
                Json.parseObject(rest)
                        .properties()
                        .forEach(entry -> parts.add(entry.getKey() + "=" + json(entry.getValue())));
                yield "[" + String.join(",", parts) + "]";
            }
            default -> "[" + rest + "]";
        };
    }

    static String display(List<String> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(element -> text.append(display(element)));
        return text.toString();
    }

    private static int compare(String one, String other) {
        char kind = one.charAt(0);
        if (kind != other.charAt(0)) return Integer.compare(KINDS.indexOf(kind), KINDS.indexOf(other.charAt(0)));
        if (kind == 'f' || one.equals(other)) return one.compareTo(other);
        JsonNode left = Json.MAPPER.readTree(one.substring(2));
        JsonNode right = Json.MAPPER.readTree(other.substring(2));
        int byValue = kind == 'k' ? compareKeys(left, right) : compareValues(left, right);
        return byValue == 0 ? one.compareTo(other) : byValue;
    }

    private static int compareKeys(JsonNode left, JsonNode right) {
        Iterator<Map.Entry<String, JsonNode>> ours = left.properties().iterator();
        Iterator<Map.Entry<String, JsonNode>> theirs = right.properties().iterator();
        while (ours.hasNext() && theirs.hasNext()) {
            Map.Entry<String, JsonNode> one = ours.next();
            Map.Entry<String, JsonNode> other = theirs.next();
            int byName = one.getKey().compareTo(other.getKey());
            if (byName != 0) return byName;
            int byValue = compareValues(one.getValue(), other.getValue());
            if (byValue != 0) return byValue;
        }
        return Boolean.compare(ours.hasNext(), theirs.hasNext());
    }

    private static int compareValues(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) return left.decimalValue().compareTo(right.decimalValue());
        return left.asString("").compareTo(right.asString(""));
    }

    /** As Go writes it, which escapes what HTML might misread. */
    private static String json(JsonNode value) {
        String text = value.toString();
        if (text.indexOf('<') < 0 && text.indexOf('>') < 0 && text.indexOf('&') < 0) return text;
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
