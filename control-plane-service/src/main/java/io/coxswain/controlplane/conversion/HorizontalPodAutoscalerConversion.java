package io.coxswain.controlplane.conversion;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscalers of version 1: one processor target; all that it has no field for is in annotations. */
final class HorizontalPodAutoscalerConversion implements Conversion {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String CURRENT = "currentCPUUtilizationPercentage";

    @Override
    public Kind<?> kind() {
        return Kinds.HORIZONTAL_POD_AUTOSCALER_V1;
    }

    @Override
    public void toStored(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            take(object, METRICS)
                    .ifPresent(others -> others.forEach(metric -> metrics.add(MetricForms.toStored(metric))));
            JsonNode target = spec.remove(TARGET);
            if (target != null && target.isNumber()) {
                ObjectNode metric = metrics.addObject().put("type", "Resource");
                ObjectNode resource = metric.putObject("resource").put("name", "cpu");
                resource.putObject("target").put("type", "Utilization").put("averageUtilization", target.asInt());
            }
            if (!metrics.isEmpty()) spec.set("metrics", metrics);
            take(object, BEHAVIOR).ifPresent(behavior -> spec.set("behavior", Capitals.removed(behavior)));
        }
        if (object.path("status") instanceof ObjectNode status) {
            ArrayNode metrics = Json.MAPPER.createArrayNode();
            take(object, CURRENT_METRICS)
                    .ifPresent(others -> others.forEach(metric -> metrics.add(MetricForms.statusToStored(metric))));
            JsonNode current = status.remove(CURRENT);
            if (current != null && current.isNumber()) {
                ObjectNode metric = metrics.addObject().put("type", "Resource");
                ObjectNode resource = metric.putObject("resource").put("name", "cpu");
                resource.putObject("current").put("averageUtilization", current.asInt());
            }
            if (metrics.isEmpty()) status.putNull("currentMetrics");
            else status.set("currentMetrics", metrics);
            take(object, CONDITIONS).ifPresent(conditions -> status.set("conditions", conditions));
        }
    }

    @Override
    public void fromStored(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec) {
            ArrayNode others = Json.MAPPER.createArrayNode();
            for (JsonNode metric : spec.path("metrics")) {
                JsonNode target = metric.at("/resource/target/averageUtilization");
                if (isProcessor(metric) && target.isNumber() && !spec.has(TARGET)) spec.set(TARGET, target);
                else others.add(MetricForms.fromStored(metric));
            }
            spec.remove("metrics");
            if (!others.isEmpty()) put(object, METRICS, others);
            JsonNode behavior = spec.remove("behavior");
            if (behavior != null && behavior.isObject()) put(object, BEHAVIOR, Capitals.added(behavior));
        }
        if (object.path("status") instanceof ObjectNode status) {
            ArrayNode others = Json.MAPPER.createArrayNode();
            for (JsonNode metric : status.path("currentMetrics")) {
                JsonNode current = metric.at("/resource/current/averageUtilization");
                if (isProcessor(metric) && current.isNumber() && !status.has(CURRENT)) status.set(CURRENT, current);
                else others.add(MetricForms.statusFromStored(metric));
            }
            status.remove("currentMetrics");
            if (!others.isEmpty()) put(object, CURRENT_METRICS, others);
            JsonNode conditions = status.remove("conditions");
            if (conditions != null && !conditions.isEmpty()) put(object, CONDITIONS, conditions);
            if (!status.has("currentReplicas")) status.put("currentReplicas", 0);
        }
    }

    private static boolean isProcessor(JsonNode metric) {
        return metric.path("type").asString("").equals("Resource")
                && metric.at("/resource/name").asString("").equals("cpu");
    }

    /** Takes an annotation that is JSON; one that is none stays. */
    private static Optional<JsonNode> take(ObjectNode object, String annotation) {
        if (!(object.path("metadata").path("annotations") instanceof ObjectNode annotations)) return Optional.empty();
        String text = annotations.path(annotation).asString("");
        if (text.isEmpty()) return Optional.empty();
        try {
            JsonNode value = Json.MAPPER.readTree(text);
            annotations.remove(annotation);
            if (annotations.isEmpty()) Metadata.of(object).remove("annotations");
            return Optional.of(value);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static void put(ObjectNode object, String annotation, JsonNode value) {
        ObjectNode metadata = Metadata.of(object);
        ObjectNode annotations = metadata.path("annotations") instanceof ObjectNode present
                ? present
                : metadata.putObject("annotations");
        annotations.put(annotation, value.toString());
    }
}
