package io.coxswain.controlplane.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Texts that the cells of several kinds share. */
final class Cells {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    private Cells() {}

    static String age(ObjectNode object, Instant now) {
        return since(object.path("metadata").path("creationTimestamp"), now);
    }

    /** The time since a timestamp, for people. */
    static String since(JsonNode timestamp, Instant now) {
        Instant then = instant(timestamp);
        return then == null ? UNKNOWN : HumanDuration.of(Duration.between(then, now));
    }

    static @Nullable Instant instant(JsonNode timestamp) {
        if (!timestamp.isString()) return null;
        try {
            return OffsetDateTime.parse(timestamp.stringValue()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : "";
    }

    static String textOr(JsonNode value, String otherwise) {
        String text = text(value);
        return text.isEmpty() ? otherwise : text;
    }

    static long number(JsonNode value) {
        return value.isNumber() ? value.longValue() : 0;
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list) texts.add(text(item));
        return texts;
    }

    /** {@code a=b,c=d} in the order of the keys. */
    static String labels(JsonNode map) {
        if (!(map instanceof ObjectNode labels) || labels.isEmpty()) return NONE;
        return joined(labels);
    }

    private static String joined(ObjectNode labels) {
        var sorted = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            sorted.put(label.getKey(), text(label.getValue()));
        }
        List<String> pairs = new ArrayList<>();
        sorted.forEach((key, value) -> pairs.add(key + "=" + value));
        return String.join(",", pairs);
    }

    /** A selector of labels and expressions in the form of the query parameter. */
    static String selector(JsonNode selector) {
        var conditions = new TreeMap<String, String>();
        if (selector.path("matchLabels") instanceof ObjectNode labels) {
            for (Map.Entry<String, JsonNode> label : labels.properties()) {
                conditions.put(label.getKey(), label.getKey() + "=" + text(label.getValue()));
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = text(expression.path("key"));
            String values = "("
                    + String.join(
                            ",",
                            texts(expression.path("values")).stream().sorted().toList())
                    + ")";
            String condition = switch (text(expression.path("operator"))) {
                case "In" -> key + " in " + values;
                case "NotIn" -> key + " notin " + values;
                case "Exists" -> key;
                default -> "!" + key;
            };
            conditions.merge(key, condition, (left, right) -> left + "," + right);
        }
        return conditions.isEmpty() ? NONE : String.join(",", conditions.values());
    }

    /** The names of the containers of a Pod template, then their images. */
    static List<String> containersAndImages(JsonNode podSpec) {
        List<String> names = new ArrayList<>();
        List<String> images = new ArrayList<>();
        for (JsonNode container : podSpec.path("containers")) {
            names.add(text(container.path("name")));
            images.add(text(container.path("image")));
        }
        return List.of(String.join(",", names), String.join(",", images));
    }

    /** The first few of a list, and how many more there are. */
    static String firstFew(List<String> items, int limit) {
        if (items.isEmpty()) return NONE;
        if (items.size() <= limit) return String.join(",", items);
        return String.join(",", items.subList(0, limit)) + " + " + (items.size() - limit) + " more...";
    }

    /** {@code kind/name} of what controls the object. */
    static String controller(ObjectNode object) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                return owner(
                                text(owner.path("apiVersion")),
                                text(owner.path("kind")).toLowerCase(Locale.ROOT)) + "/" + text(owner.path("name"));
            }
        }
        return NONE;
    }

    private static String owner(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? kind : kind + "." + apiVersion.substring(0, slash);
    }

    /** {@code RWO,ROX}. */
    static String accessModes(JsonNode modes) {
        List<String> found = new ArrayList<>();
        for (String mode : List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")) {
            if (!texts(modes).contains(mode)) continue;
            found.add(
                    switch (mode) {
                        case "ReadWriteOnce" -> "RWO";
                        case "ReadOnlyMany" -> "ROX";
                        case "ReadWriteMany" -> "RWX";
                        default -> "RWOP";
                    });
        }
        return String.join(",", found);
    }

    /** The class of a volume or claim, by its field or, before there was one, by its annotation. */
    static String storageClass(ObjectNode object) {
        JsonNode old = object.path("metadata").path("annotations").path("volume.beta.kubernetes.io/storage-class");
        return textOr(old, text(object.path("spec").path("storageClassName")));
    }
}
