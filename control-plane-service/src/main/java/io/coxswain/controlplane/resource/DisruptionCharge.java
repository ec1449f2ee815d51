package io.coxswain.controlplane.resource;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Takes the disruption of one Pod from a PodDisruptionBudget, by what its status says. */
final class DisruptionCharge {
    /** More evictions than this that the budget's controller has not seen yet are too many. */
    private static final int MOST_DISRUPTED = 2000;

    private static final int RETRY_SECONDS = 10;
    private static final String REFUSAL = "Cannot evict pod as it would violate the pod's disruption budget.";

    private DisruptionCharge() {}

    static ObjectNode apply(ObjectNode budget, String pod, Instant now) {
        String name = Metadata.name(budget);
        ObjectNode status = budget.path("status") instanceof ObjectNode present ? present : budget.putObject("status");
        if (status.path("observedGeneration").asLong(0)
                < budget.at("/metadata/generation").asLong(0)) {
            throw refused(RETRY_SECONDS, "The disruption budget " + name + " is still being processed by the server.");
        }
        long allowed = status.path("disruptionsAllowed").asLong(0);
        if (allowed < 0) {
            throw ApiException.forbidden(Kinds.POD_DISRUPTION_BUDGET, name, "pdb disruptions allowed is negative");
        }
        if (status.path("disruptedPods").size() > MOST_DISRUPTED) {
            throw ApiException.forbidden(
                    Kinds.POD_DISRUPTION_BUDGET,
                    name,
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw refused(
                    0,
                    "The disruption budget " + name + " needs "
                            + status.path("desiredHealthy").asLong(0) + " healthy pods and has "
                            + status.path("currentHealthy").asLong(0) + " currently");
        }
        status.put("disruptionsAllowed", allowed - 1);
        ObjectNode disrupted = status.path("disruptedPods") instanceof ObjectNode present
                ? present
                : status.putObject("disruptedPods");
        disrupted.put(pod, now.toString());
        return budget;
    }

    private static ApiException refused(int retrySeconds, String cause) {
        ObjectNode details = Json.object();
        details.putArray("causes").addObject().put("reason", "DisruptionBudget").put("message", cause);
        return ApiException.tooManyRequests(REFUSAL, retrySeconds).withDetails(details);
    }
}
