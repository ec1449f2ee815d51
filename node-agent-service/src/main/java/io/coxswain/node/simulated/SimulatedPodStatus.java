package io.coxswain.node.simulated;

import io.coxswain.json.Json;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Patches of the status of a Pod whose containers are only told of. */
record SimulatedPodStatus(Pod pod, Instant now) {
    /** The containers run from now on, or go on; {@code state} says whether they are ready. */
    ObjectNode running(PodState state, String address, Node node) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", "Running");
        PodAddresses.ofNode(node).ifPresent(host -> {
            status.put("hostIP", host);
            status.putArray("hostIPs").addObject().put("ip", host);
        });
        status.put("podIP", address);
        status.putArray("podIPs").addObject().put("ip", address);
        status.put("startTime", started());
        boolean ready = state == PodState.Ready;
        ArrayNode conditions = status.putArray("conditions");
        conditions.add(condition("PodReadyToStartContainers", true, null));
        conditions.add(condition("Initialized", true, null));
        conditions.add(condition("ContainersReady", ready, ready ? null : "ContainersNotReady"));
        conditions.add(readyCondition(ready));
        containers(status, "initContainerStatuses", pod.getSpec().getInitContainers(), (container, each) -> {
            boolean sidecar = "Always".equals(container.getRestartPolicy());
            each.put("ready", true).put("started", sidecar);
            if (sidecar) each.putObject("state").putObject("running").put("startedAt", started());
            else terminated(each, 0, "Completed", "");
        });
        containers(status, "containerStatuses", pod.getSpec().getContainers(), (_, each) -> {
            each.put("ready", ready).put("started", true);
            each.putObject("state").putObject("running").put("startedAt", started());
        });
        return patch;
    }

    /** All containers have ended as the stage says. */
    ObjectNode ended(Stage stage) {
        boolean succeeded = stage.to() == PodState.Succeeded || (stage.to() == PodState.Gone && stage.exitCode() == 0);
        int exitCode = succeeded || stage.exitCode() != 0 ? stage.exitCode() : 1;
        String reason = !stage.reason().isEmpty() ? stage.reason() : succeeded ? "Completed" : "Error";
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", succeeded ? "Succeeded" : "Failed");
        if (stage.to() == PodState.Failed && !stage.reason().isEmpty()) {
            status.put("reason", stage.reason()).put("message", stage.message());
        }
        String why = succeeded ? "PodCompleted" : "PodFailed";
        ArrayNode conditions = status.putArray("conditions");
        conditions.add(condition("PodReadyToStartContainers", false, null));
        conditions.add(condition("ContainersReady", false, why));
        conditions.add(condition("Ready", false, why));
        containers(status, "containerStatuses", pod.getSpec().getContainers(), (_, each) -> {
            each.put("ready", false).put("started", false);
            terminated(each, exitCode, reason, stage.message());
        });
        return patch;
    }

    /** Whether the Pod's condition Ready no longer follows from its containers and gates, as after a silence. */
    boolean isReadinessStale() {
        return PodState.isTrue(pod, "Ready") != areGatesOpen();
    }

    ObjectNode readiness() {
        ObjectNode patch = Json.object();
        patch.putObject("status").putArray("conditions").add(readyCondition(true));
        return patch;
    }

    private ObjectNode readyCondition(boolean containersReady) {
        if (!containersReady) return condition("Ready", false, "ContainersNotReady");
        return areGatesOpen() ? condition("Ready", true, null) : condition("Ready", false, "ReadinessGatesNotReady");
    }

    private boolean areGatesOpen() {
        return pod.getSpec().getReadinessGates().stream()
                .map(PodReadinessGate::getConditionType)
                .allMatch(type -> PodState.isTrue(pod, type));
    }

    /** Says what each container does. */
    private interface Telling {
        void of(Container container, ObjectNode status);
    }

    private void containers(ObjectNode status, String field, List<Container> declared, Telling telling) {
        if (declared.isEmpty()) return;
        ArrayNode statuses = status.putArray(field);
        for (Container container : declared) {
            ObjectNode each = statuses.addObject()
                    .put("name", container.getName())
                    .put("image", container.getImage())
                    .put("imageID", "")
                    .put("restartCount", 0)
                    .put("containerID", "simulated://" + pod.getMetadata().getUid() + "-" + container.getName());
            each.putObject("lastState");
            telling.of(container, each);
        }
    }

    private void terminated(ObjectNode status, int exitCode, String reason, String message) {
        ObjectNode terminated = status.putObject("state").putObject("terminated");
        terminated.put("exitCode", exitCode).put("reason", reason);
        if (!message.isEmpty()) terminated.put("message", message);
        terminated
                .put("startedAt", started())
                .put("finishedAt", time())
                .put("containerID", status.path("containerID").asString(""));
    }

    private ObjectNode condition(String type, boolean holds, @Nullable String reason) {
        ObjectNode condition = Json.object().put("type", type).put("status", holds ? "True" : "False");
        Long generation = pod.getMetadata().getGeneration();
        if (generation != null) condition.put("observedGeneration", generation);
        // null takes away what an earlier state gave as its reason
        condition.put("reason", reason).putNull("message");
        boolean same = pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(known ->
                                type.equals(known.getType()) && (holds ? "True" : "False").equals(known.getStatus()));
        return same ? condition : condition.put("lastTransitionTime", time());
    }

    private String started() {
        String told = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        return told == null ? time() : told;
    }

    private String time() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
