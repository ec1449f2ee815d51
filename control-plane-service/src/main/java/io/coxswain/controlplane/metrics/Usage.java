package io.coxswain.controlplane.metrics;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes figures of a summary in the form of metrics.k8s.io. */
record Usage(InstantSource clock) {
    private static final int KIBI = 1024;

    /** {@code of} is the Pod or the node. */
    private ObjectNode begin(Kind<?> kind, ObjectNode of, String time) {
        ObjectNode metrics = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        ObjectNode metadata = Metadata.of(metrics).put("name", Metadata.name(of));
        if (kind.namespaced()) metadata.put("namespace", Metadata.namespace(of));
        metadata.put(
                "creationTimestamp",
                Instant.ofEpochSecond(clock.instant().getEpochSecond()).toString());
        if (of.at("/metadata/labels") instanceof ObjectNode labels) metadata.set("labels", labels.deepCopy());
        return metrics.put("timestamp", time).put("window", UsageReports.WINDOW.toSeconds() + "s");
    }

    /** Empty before there are figures. */
    Optional<ObjectNode> node(ObjectNode node, JsonNode figures) {
        if (time(figures).isEmpty()) return Optional.empty();
        ObjectNode metrics = begin(Kinds.NODE_METRICS, node, time(figures));
        usage(figures, metrics);
        return Optional.of(metrics);
    }

    /** Empty before all containers that are to run have figures. */
    Optional<ObjectNode> pod(ObjectNode pod, JsonNode figures) {
        JsonNode used = figures.path("containers");
        boolean complete =
                !used.isEmpty() && used.size() >= pod.at("/spec/containers").size();
        if (!complete || time(figures).isEmpty()) return Optional.empty();
        ObjectNode metrics = begin(Kinds.POD_METRICS, pod, time(figures));
        ArrayNode containers = metrics.putArray("containers");
        for (JsonNode container : used) {
            ObjectNode one =
                    containers.addObject().put("name", container.path("name").asString(""));
            usage(container, one);
        }
        return Optional.of(metrics);
    }

    private static String time(JsonNode figures) {
        return figures.at("/cpu/time").asString("");
    }

    private static void usage(JsonNode figures, ObjectNode to) {
        long nanos = figures.at("/cpu/usageNanoCores").asLong(0);
        to.putObject("usage")
                .put("cpu", nanos == 0 ? "0" : nanos + "n")
                .put("memory", figures.at("/memory/workingSetBytes").asLong(0) / KIBI + "Ki");
    }
}
