package io.coxswain.json;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions in the status of an object. */
public final class Conditions {
    private Conditions() {}

    public static boolean isTrue(JsonNode object, String type) {
        for (JsonNode candidate : object.path("status").path("conditions")) {
            if (candidate.path("type").asString("").equals(type)) {
                return candidate.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** True where anything changed; the time of transition changes only with the status. */
    public static boolean set(
            ObjectNode object, String type, boolean status, String reason, String message, Instant now) {
        ObjectNode statusNode = object.path("status") instanceof ObjectNode there ? there : object.putObject("status");
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
