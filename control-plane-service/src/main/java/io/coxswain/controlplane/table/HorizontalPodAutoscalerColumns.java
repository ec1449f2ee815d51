package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class HorizontalPodAutoscalerColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Reference", "What it scales."),
            Column.text("Targets", "Current and wanted values of its metrics."),
            Column.text("MinPods", "The fewest Pods."),
            Column.number("MaxPods", "The most Pods."),
            Column.number("Replicas", "The number of Pods there are."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode autoscaler, Instant now) {
        JsonNode spec = autoscaler.path("spec");
        JsonNode status = autoscaler.path("status");
        JsonNode target = spec.path("scaleTargetRef");
        return List.of(
                Metadata.name(autoscaler),
                Cells.text(target.path("kind")) + "/" + Cells.text(target.path("name")),
                MetricCells.targets(spec.path("metrics"), status.path("currentMetrics")),
                spec.path("minReplicas").isNumber() ? spec.path("minReplicas").asString("") : Cells.UNSET,
                Cells.number(spec.path("maxReplicas")),
                Cells.number(status.path("currentReplicas")),
                Cells.age(autoscaler, now));
    }
}
