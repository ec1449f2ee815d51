package io.coxswain.controlplane.scheduler;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes into a Pod why it has no node, and which node makes room for it. */
final class PodStatusWriter {
    private static final Logger log = LoggerFactory.getLogger(PodStatusWriter.class);

    private final Api api;
    private final Clock clock;

    PodStatusWriter(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /**
     * Nothing is written where the Pod says so already.
     *
     * @param reason {@code Unschedulable} or {@code SchedulerError}
     * @param nominated empty for none, null where nothing changes
     */
    void tell(PodInfo info, String reason, String message, @Nullable String nominated) {
        Pod pod = info.pod();
        boolean renominated = nominated != null && !nominated.equals(info.nominatedNode());
        boolean told = isTold(pod, reason, message);
        if (told && !renominated) return;
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        if (renominated) {
            if ("".equals(nominated)) status.putNull("nominatedNodeName");
            else status.put("nominatedNodeName", nominated);
        }
        if (!told) {
            ObjectNode condition = status.putArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", reason)
                    .put("message", message);
            if (!isFalse(pod)) {
                condition.put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
        try {
            api.patch(Kinds.POD, info.key(), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) log.warn("status of {}: {}", info.key(), failure.getMessage());
        }
    }

    private static boolean isTold(Pod pod, String reason, String message) {
        return conditions(pod).stream()
                .anyMatch(condition -> "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus())
                        && reason.equals(condition.getReason())
                        && message.equals(condition.getMessage()));
    }

    private static boolean isFalse(Pod pod) {
        return conditions(pod).stream()
                .anyMatch(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()));
    }

    private static List<PodCondition> conditions(Pod pod) {
        return pod.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(pod.getStatus().getConditions(), List.of());
    }
}
