package io.coxswain.controlplane.metrics;

import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods.metrics.k8s.io}: the use of each container of running Pods. */
public final class PodMetrics implements Unstored {
    private final SelectedObjects objects;
    private final UsageReports reports;
    private final Usage usage;

    public PodMetrics(ResourceService resources, UsageReports reports, InstantSource clock) {
        this.objects = new SelectedObjects(resources);
        this.reports = reports;
        this.usage = new Usage(clock);
    }

    @Override
    public Kind<?> kind() {
        return Kinds.POD_METRICS;
    }

    @Override
    public ObjectNode get(ObjectKey key) {
        return list(key.namespace(), "", "metadata.name=" + key.name()).stream()
                .findFirst()
                .orElseThrow(() -> ApiException.notFound(kind(), key.name()));
    }

    @Override
    public List<ObjectNode> list(@Nullable String namespace, String labelSelector, String fieldSelector) {
        List<ObjectNode> pods =
                objects.list(Kinds.POD, Objects.requireNonNullElse(namespace, ""), labelSelector, fieldSelector);
        if (pods.isEmpty()) return List.of();
        Map<String, JsonNode> figures = new HashMap<>();
        for (UsageReports.Report report : reports.all()) {
            for (JsonNode pod : report.summary().path("pods")) {
                figures.put(pod.at("/podRef/uid").asString(""), pod);
            }
        }
        return pods.stream()
                .flatMap(pod ->
                        Optional.ofNullable(figures.get(Metadata.uid(pod)))
                                .flatMap(found -> usage.pod(pod, found))
                                .stream())
                .toList();
    }
}
