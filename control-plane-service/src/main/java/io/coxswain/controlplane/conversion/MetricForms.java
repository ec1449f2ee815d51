package io.coxswain.controlplane.conversion;

import io.coxswain.json.Json;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One metric of a HorizontalPodAutoscaler: flat in an annotation of version 1, with a target in version 2. */
final class MetricForms {
    private MetricForms() {}

    static ObjectNode toStored(JsonNode metric) {
        return toStored(metric, "target");
    }

    static ObjectNode statusToStored(JsonNode metric) {
        return toStored(metric, "current");
    }

    static ObjectNode fromStored(JsonNode metric) {
        return fromStored(metric, "target");
    }

    static ObjectNode statusFromStored(JsonNode metric) {
        return fromStored(metric, "current");
    }

    /** {@code part} is {@code target} or {@code current}: the object of version 2 and the prefix in version 1. */
    private static ObjectNode toStored(JsonNode metric, String part) {
        String type = metric.path("type").asString("");
        String field = field(type);
        ObjectNode stored = Json.object().put("type", type);
        JsonNode flat = metric.path(field);
        ObjectNode source = stored.putObject(field);
        copy(flat, "name", source, "name");
        copy(flat, "container", source, "container");
        if (flat.has("metricName")) {
            ObjectNode identifier = source.putObject("metric");
            copy(flat, "metricName", identifier, "name");
            copy(flat, field.equals("external") ? "metricSelector" : "selector", identifier, "selector");
        }
        if (field.equals("object")) copy(flat, "target", source, "describedObject");
        ObjectNode amount = source.putObject(part);
        copy(flat, part + "AverageUtilization", amount, "averageUtilization");
        copy(flat, part + "AverageValue", amount, "averageValue");
        if (field.equals("object")) copy(flat, "averageValue", amount, "averageValue");
        copy(flat, part + "Value", amount, "value");
        if (part.equals("target")) {
            amount.put(
                    "type",
                    amount.has("averageUtilization")
                            ? "Utilization"
                            : amount.has("averageValue") ? "AverageValue" : "Value");
        }
        return stored;
    }

    private static ObjectNode fromStored(JsonNode metric, String part) {
        String type = metric.path("type").asString("");
        String field = field(type);
        ObjectNode shown = Json.object().put("type", type);
        JsonNode source = metric.path(field);
        ObjectNode flat = shown.putObject(field);
        copy(source, "name", flat, "name");
        copy(source, "container", flat, "container");
        JsonNode identifier = source.path("metric");
        copy(identifier, "name", flat, "metricName");
        copy(identifier, "selector", flat, field.equals("external") ? "metricSelector" : "selector");
        copy(source, "describedObject", flat, "target");
        JsonNode amount = source.path(part);
        copy(amount, "averageUtilization", flat, part + "AverageUtilization");
        copy(amount, "averageValue", flat, field.equals("object") ? "averageValue" : part + "AverageValue");
        copy(amount, "value", flat, part + "Value");
        return shown;
    }

    private static String field(String type) {
        return type.isEmpty() ? "unknown" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        JsonNode value = from.get(name);
        if (value != null && !value.isNull()) to.set(as, value.deepCopy());
    }
}
