package io.coxswain.controlplane.customresource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The part of kubectl's JSONPath that printer columns use: {@code .a.b}, {@code ['a.b']}, {@code [0]}, {@code [-1]},
 * {@code [*]}, {@code .*} and filters {@code [?(@.type=="Ready")]}. What it cannot read finds nothing.
 */
final class JsonPath {
    private final List<Function<JsonNode, Stream<JsonNode>>> steps = new ArrayList<>();
    private boolean unreadable;

    private JsonPath() {}

    static JsonPath parse(String text) {
        var path = new JsonPath();
        int at = 0;
        while (at < text.length() && !path.unreadable) {
            at = text.charAt(at) == '[' ? path.bracket(text, at) : path.field(text, at);
        }
        return path;
    }

    /** What is there, in order. */
    List<JsonNode> find(JsonNode object) {
        if (unreadable) return List.of();
        Stream<JsonNode> found = Stream.of(object);
        for (var step : steps) found = found.flatMap(step);
        return found.filter(node -> !node.isMissingNode()).toList();
    }

    private int field(String text, int start) {
        int at = text.charAt(start) == '.' ? start + 1 : start;
        var name = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) at++;
            name.append(text.charAt(at++));
        }
        if (name.toString().equals("*")) steps.add(JsonNode::valueStream);
        else if (!name.isEmpty()) member(name.toString());
        else if (at < text.length() && text.charAt(at) == '.') unreadable = true;
        return at;
    }

    private int bracket(String text, int start) {
        int end = end(text, start);
        if (end < 0) {
            unreadable = true;
            return text.length();
        }
        String inner = text.substring(start + 1, end).strip();
        if (inner.equals("*")) steps.add(JsonNode::valueStream);
        else if (inner.startsWith("?(") && inner.endsWith(")")) filter(inner.substring(2, inner.length() - 1));
        else if (inner.length() >= 2 && isQuote(inner.charAt(0))) member(inner.substring(1, inner.length() - 1));
        else index(inner);
        return end + 1;
    }

    private void member(String name) {
        steps.add(node -> node.has(name) ? Stream.of(node.path(name)) : Stream.empty());
    }

    private void index(String text) {
        try {
            int index = Integer.parseInt(text);
            steps.add(node -> {
                int place = index < 0 ? node.size() + index : index;
                return node.isArray() && place >= 0 && place < node.size()
                        ? Stream.of(node.get(place))
                        : Stream.empty();
            });
        } catch (NumberFormatException other) {
            unreadable = true;
        }
    }

    private void filter(String condition) {
        for (String operator : List.of("==", "!=")) {
            int at = condition.indexOf(operator);
            if (at < 0) continue;
            String left = condition.substring(0, at).strip();
            String right = condition.substring(at + operator.length()).strip();
            if (!left.startsWith("@")) break;
            JsonPath value = parse(left.substring(1));
            String wanted =
                    right.length() >= 2 && isQuote(right.charAt(0)) ? right.substring(1, right.length() - 1) : right;
            boolean equal = operator.equals("==");
            steps.add(node -> node.valueStream()
                    .filter(element -> value.find(element).stream()
                                    .anyMatch(found -> text(found).equals(wanted))
                            == equal));
            return;
        }
        if (condition.strip().startsWith("@") && !condition.contains("<") && !condition.contains(">")) {
            JsonPath value = parse(condition.strip().substring(1));
            steps.add(node ->
                    node.valueStream().filter(element -> !value.find(element).isEmpty()));
            return;
        }
        unreadable = true;
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.toString();
    }

    private static int end(String text, int start) {
        char quote = 0;
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (isQuote(c)) {
                quote = c;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && --depth == 0) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }
}
