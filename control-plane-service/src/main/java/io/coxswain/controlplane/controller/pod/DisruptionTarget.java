package io.coxswain.controlplane.controller.pod;

import io.coxswain.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** The condition by which a Pod tells that it ends by no fault of its own; Jobs' failure policies look at it. */
final class DisruptionTarget {
    private DisruptionTarget() {}

    static ObjectNode of(String reason, String message, Instant now) {
        return Json.object()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
