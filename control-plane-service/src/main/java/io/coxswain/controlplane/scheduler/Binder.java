package io.coxswain.controlplane.scheduler;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what the scheduler decided: the binding, or why there is none. */
final class Binder {
    private static final Logger log = LoggerFactory.getLogger(Binder.class);

    private final Api api;
    private final EventRecorder events;
    private final Clock clock;

    Binder(Api api, EventRecorder events, Clock clock) {
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    /** False when the Pod still has no node and is to be tried again. */
    boolean bind(PodInfo pod, String node) {
        ObjectNode binding = Json.object().put("kind", "Binding").put("apiVersion", "v1");
        binding.putObject("metadata")
                .put("namespace", pod.key().namespace())
                .put("name", pod.key().name())
                .put("uid", pod.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        try {
            api.createSubresource(Kinds.POD, pod.key(), "binding", binding);
        } catch (ApiException failure) {
            // gone, or bound by another: its own event says so, and takes it out of queue and snapshot
            if (!failure.is(Reason.NotFound) && !failure.is(Reason.Conflict)) {
                log.warn("binding of {} to {}: {}", pod.key(), node, failure.getMessage());
                events.warning(
                        Subject.of(Kinds.POD, pod.pod()),
                        "FailedScheduling",
                        "running Bind: binding rejected: " + failure.getMessage());
            }
            return false;
        }
        events.normal(
                Subject.of(Kinds.POD, pod.pod()), "Scheduled", "Successfully assigned " + pod.key() + " to " + node);
        return true;
    }

    void tellUnschedulable(PodInfo pod, String message) {
        events.warning(Subject.of(Kinds.POD, pod.pod()), "FailedScheduling", message);
        if (isTold(pod.pod(), message)) return;
        ObjectNode patch = Json.object();
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", "Unschedulable")
                .put("message", message)
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            api.patch(Kinds.POD, pod.key(), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException failure) {
            if (!failure.is(Reason.NotFound)) log.warn("condition of {}: {}", pod.key(), failure.getMessage());
        }
    }

    private static boolean isTold(Pod pod, String message) {
        if (pod.getStatus() == null) return false;
        return Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of()).stream()
                .anyMatch(condition -> "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus())
                        && message.equals(condition.getMessage()));
    }
}
