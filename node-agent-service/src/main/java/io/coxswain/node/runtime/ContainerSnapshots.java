package io.coxswain.node.runtime;

import io.coxswain.node.runtime.ContainerSnapshot.State;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads Docker's description of a container. */
final class ContainerSnapshots {
    private ContainerSnapshots() {}

    static ContainerSnapshot read(ObjectNode container) {
        JsonNode state = container.path("State");
        JsonNode config = container.path("Config");
        String signal = config.path("StopSignal").asString("");
        return new ContainerSnapshot(
                container.path("Id").asString(""),
                labels(config.path("Labels")),
                state(state.path("Status").asString("")),
                config.path("Image").asString(""),
                container.path("Image").asString(""),
                Instant.parse(container.path("Created").asString("")),
                time(state.path("StartedAt")),
                state.path("Running").asBoolean(false) ? null : time(state.path("FinishedAt")),
                state.path("ExitCode").asInt(0),
                state.path("OOMKilled").asBoolean(false),
                state.path("Error").asString(""),
                state.path("Pid").asInt(0),
                signal.isEmpty() ? "SIGTERM" : signal,
                container.path("GraphDriver").path("Data").path("UpperDir").asString(""),
                resources(container.path("HostConfig")));
    }

    private static ContainerSpec.Resources resources(JsonNode host) {
        return new ContainerSpec.Resources(
                host.path("CpuShares").asInt(0),
                Math.max(0, host.path("CpuQuota").asLong(0)),
                Math.max(0, host.path("Memory").asLong(0)),
                host.path("OomScoreAdj").asInt(0));
    }

    private static Map<String, String> labels(JsonNode node) {
        var labels = new TreeMap<String, String>();
        node.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    private static State state(String status) {
        return switch (status) {
            case "created" -> State.CREATED;
            case "running", "paused", "restarting" -> State.RUNNING;
            default -> State.EXITED;
        };
    }

    /** Docker writes the year 1 for "never". */
    private static @Nullable Instant time(JsonNode node) {
        Instant time = Instant.parse(node.asString("0001-01-01T00:00:00Z"));
        return time.getEpochSecond() <= 0 ? null : time;
    }
}
