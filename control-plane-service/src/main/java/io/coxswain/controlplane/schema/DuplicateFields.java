package io.coxswain.controlplane.schema;

import io.coxswain.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the fields that a JSON text holds more than once, which a tree no longer shows. */
public final class DuplicateFields {
    private DuplicateFields() {}

    /**
     * Faults in the order of the text, which must be well formed: {@code duplicate field "spec.containers[0].name"}.
     *
     * @param unknown paths of fields that are unknown, which are told as such and not looked into
     */
    static List<String> faults(byte[] json, Set<String> unknown, int limit) {
        Set<String> faults = new LinkedHashSet<>();
        Deque<Level> levels = new ArrayDeque<>();
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                Level level = levels.peek();
                switch (token) {
                    case START_OBJECT, START_ARRAY -> {
                        String path = level == null ? "" : level.path();
                        levels.push(new Level(path, token == JsonToken.START_ARRAY));
                    }
                    case END_OBJECT, END_ARRAY -> {
                        levels.pop();
                        if (levels.peek() != null) levels.element().next();
                    }
                    case PROPERTY_NAME -> {
                        if (level == null || faults.size() >= limit) continue;
                        boolean repeated = !level.enter(parser.currentName());
                        String path = level.path();
                        if (unknown.contains(path)) {
                            faults.add("unknown field \"" + path + "\"");
                            parser.nextToken();
                            parser.skipChildren();
                            level.next();
                        } else if (repeated) {
                            faults.add("duplicate field \"" + path + "\"");
                        }
                    }
                    default -> {
                        if (level != null) level.next();
                    }
                }
            }
        }
        return List.copyOf(faults);
    }

    /** An object or array that is being read. */
    private static final class Level {
        private final String prefix;
        private final @Nullable Set<String> seen;
        private String name = "";
        private int index;

        Level(String prefix, boolean array) {
            this.prefix = prefix;
            this.seen = array ? null : new HashSet<>();
        }

        boolean enter(String field) {
            name = field;
            return seen == null || seen.add(field);
        }

        void next() {
            index++;
        }

        String path() {
            if (seen == null) return prefix + "[" + index + "]";
            return prefix.isEmpty() ? name : prefix + "." + name;
        }
    }
}
