package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Pod's status comes to in one line. Sidecars (init containers that restart) count as containers. */
final class PodSummary {
    private final ObjectNode pod;
    private final Map<String, JsonNode> initContainers = new HashMap<>();

    private String reason;
    private int containers;
    private int ready;
    private long restarts;
    private long sidecarRestarts;
    private @Nullable Instant lastRestart;
    private @Nullable Instant lastSidecarRestart;

    private PodSummary(ObjectNode pod) {
        this.pod = pod;
        JsonNode status = pod.path("status");
        this.reason = Cells.text(status.path("reason"));
        if (reason.isEmpty()) reason = Cells.text(status.path("phase"));
    }

    static PodSummary of(ObjectNode pod) {
        var summary = new PodSummary(pod);
        summary.summarise();
        return summary;
    }

    String reason() {
        return reason;
    }

    int containers() {
        return containers;
    }

    int readyContainers() {
        return ready;
    }

    long restarts() {
        return restarts;
    }

    @Nullable Instant lastRestart() {
        return lastRestart;
    }

    private void summarise() {
        JsonNode spec = pod.path("spec");
        containers = spec.path("containers").size();
        for (JsonNode container : spec.path("initContainers")) {
            initContainers.put(Cells.text(container.path("name")), container);
            if (isSidecar(container)) containers++;
        }
        for (JsonNode condition : pod.path("status").path("conditions")) {
            boolean gated = Cells.text(condition.path("type")).equals("PodScheduled")
                    && Cells.text(condition.path("reason")).equals("SchedulingGated");
            if (gated) reason = "SchedulingGated";
        }
        if (!isInitialising() || hasInitialised()) summariseContainers();
        if (!Metadata.isTerminating(pod)) return;
        String phase = Cells.text(pod.path("status").path("phase"));
        if (Cells.text(pod.path("status").path("reason")).equals("NodeLost")) reason = "Unknown";
        else if (!phase.equals("Succeeded") && !phase.equals("Failed")) reason = "Terminating";
    }

    /** Reads the init containers up to the first that is not done. */
    private boolean isInitialising() {
        int at = 0;
        for (JsonNode status : pod.path("status").path("initContainerStatuses")) {
            JsonNode container = initContainers.get(Cells.text(status.path("name")));
            boolean sidecar = container != null && isSidecar(container);
            countInitRestarts(status, sidecar);
            JsonNode state = status.path("state");
            JsonNode terminated = state.path("terminated");
            int exitCode = terminated.path("exitCode").asInt(0);
            boolean done = terminated.isObject() && exitCode == 0;
            if (sidecar && status.path("started").asBoolean(false)) {
                if (status.path("ready").asBoolean(false)) ready++;
                done = true;
            }
            if (!done) {
                reason = initReason(state, at);
                return true;
            }
            at++;
        }
        return false;
    }

    private String initReason(JsonNode state, int at) {
        JsonNode terminated = state.path("terminated");
        if (terminated.isObject()) return "Init:" + terminatedReason(terminated);
        String waiting = Cells.text(state.path("waiting").path("reason"));
        if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) return "Init:" + waiting;
        return "Init:" + at + "/" + initContainers.size();
    }

    private void countInitRestarts(JsonNode status, boolean sidecar) {
        restarts += Cells.number(status.path("restartCount"));
        lastRestart = later(lastRestart, status);
        if (!sidecar) return;
        sidecarRestarts += Cells.number(status.path("restartCount"));
        lastSidecarRestart = later(lastSidecarRestart, status);
    }

    private boolean hasInitialised() {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            if (Cells.text(condition.path("type")).equals("Initialized")) {
                return Cells.text(condition.path("status")).equals("True");
            }
        }
        return false;
    }

    private void summariseContainers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean running = false;
        JsonNode statuses = pod.path("status").path("containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            JsonNode status = statuses.path(i);
            restarts += Cells.number(status.path("restartCount"));
            lastRestart = later(lastRestart, status);
            JsonNode state = status.path("state");
            String waiting = Cells.text(state.path("waiting").path("reason"));
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (state.path("terminated").isObject()) {
                reason = terminatedReason(state.path("terminated"));
            } else if (state.path("running").isObject() && status.path("ready").asBoolean(false)) {
                running = true;
                ready++;
            }
        }
        if (reason.equals("Completed") && running) reason = isReady() ? "Running" : "NotReady";
    }

    private boolean isReady() {
        for (JsonNode condition : pod.path("status").path("conditions")) {
            boolean holds = Cells.text(condition.path("type")).equals("Ready")
                    && Cells.text(condition.path("status")).equals("True");
            if (holds) return true;
        }
        return false;
    }

    private static String terminatedReason(JsonNode terminated) {
        String given = Cells.text(terminated.path("reason"));
        if (!given.isEmpty()) return given;
        long signal = Cells.number(terminated.path("signal"));
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + Cells.number(terminated.path("exitCode"));
    }

    private static boolean isSidecar(JsonNode container) {
        return Cells.text(container.path("restartPolicy")).equals("Always");
    }

    private static @Nullable Instant later(@Nullable Instant known, JsonNode status) {
        Instant finished =
                Cells.instant(status.path("lastState").path("terminated").path("finishedAt"));
        return known == null || (finished != null && finished.isAfter(known)) ? finished : known;
    }
}
