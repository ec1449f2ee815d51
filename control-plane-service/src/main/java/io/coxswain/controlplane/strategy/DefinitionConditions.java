package io.coxswain.controlplane.strategy;

import io.coxswain.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a CustomResourceDefinition. */
public final class DefinitionConditions {
    private DefinitionConditions() {}

    public static boolean isTrue(JsonNode definition, String type) {
        for (JsonNode candidate : definition.path("status").path("conditions")) {
            if (candidate.path("type").asString("").equals(type)) {
                return candidate.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** True where anything changed; the time of transition changes only with the status. */
    public static boolean set(
            ObjectNode definition, String type, boolean status, String reason, String message, Instant now) {
        ObjectNode statusNode =
                definition.path("status") instanceof ObjectNode there ? there : definition.putObject("status");
        ArrayNode conditions =
                statusNode.path("conditions") instanceof ArrayNode there ? there : statusNode.putArray("conditions");
        String word = status ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (JsonNode candidate : conditions) {
            if (!candidate.path("type").asString("").equals(type)) continue;
            ObjectNode condition = (ObjectNode) candidate;
            ObjectNode before = condition.deepCopy();
            if (!condition.path("status").asString("").equals(word)) condition.put("lastTransitionTime", time);
            condition.put("status", word).put("reason", reason).put("message", message);
            return !Json.same(before, condition);
        }
        conditions
                .addObject()
                .put("lastTransitionTime", time)
                .put("message", message)
                .put("reason", reason)
                .put("status", word)
                .put("type", type);
        return true;
    }
}
