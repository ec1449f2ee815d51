package io.coxswain.controlplane.metrics;

import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code nodes.metrics.k8s.io}: the use of each node's machine. */
public final class NodeMetrics implements Unstored {
    private final SelectedObjects objects;
    private final UsageReports reports;
    private final Usage usage;

    public NodeMetrics(ResourceService resources, UsageReports reports, InstantSource clock) {
        this.objects = new SelectedObjects(resources);
        this.reports = reports;
        this.usage = new Usage(clock);
    }

    @Override
    public Kind<?> kind() {
        return Kinds.NODE_METRICS;
    }

    @Override
    public ObjectNode get(String name) {
        return list(null, "", "metadata.name=" + name).stream()
                .findFirst()
                .orElseThrow(() -> ApiException.notFound(kind(), name));
    }

    @Override
    public List<ObjectNode> list(@Nullable String namespace, String labelSelector, String fieldSelector) {
        List<ObjectNode> nodes = objects.list(Kinds.NODE, "", labelSelector, fieldSelector);
        Map<String, JsonNode> figures = new HashMap<>();
        reports.all()
                .forEach(report -> figures.put(report.node(), report.summary().path("node")));
        return nodes.stream()
                .flatMap(
                        node -> Optional.ofNullable(figures.get(Metadata.name(node)))
                                .flatMap(found -> usage.node(node, found))
                                .stream())
                .toList();
    }
}
