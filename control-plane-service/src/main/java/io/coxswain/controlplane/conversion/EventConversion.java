package io.coxswain.controlplane.conversion;

import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events of events.k8s.io: the Events of the core group under other names. */
final class EventConversion implements Conversion {
    /** From the names of the view to those of the core group. */
    private static final Map<String, String> NAMES = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    @Override
    public Kind<?> kind() {
        return Kinds.EVENT_V1;
    }

    @Override
    public void toStored(ObjectNode object) {
        NAMES.forEach((shown, stored) -> rename(object, shown, stored));
        if (!object.path("involvedObject").isObject()) object.putObject("involvedObject");
    }

    @Override
    public void fromStored(ObjectNode object) {
        NAMES.forEach((shown, stored) -> rename(object, stored, shown));
        if (!object.has("eventTime")) object.putNull("eventTime");
    }

    @Override
    public String storedField(String field) {
        if (field.startsWith("regarding.")) return "involvedObject" + field.substring("regarding".length());
        return field.equals("reportingController") ? "reportingComponent" : field;
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) object.set(to, value);
    }
}
