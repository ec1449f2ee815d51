package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ReplicationControllerColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.number("Desired", "The number of Pods wanted."),
            Column.number("Current", "The number of Pods there are."),
            Column.number("Ready", "The number of Pods that are ready."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."),
            Column.wide("Selector", "The labels of the Pods that belong to it."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode controller, Instant now) {
        JsonNode spec = controller.path("spec");
        JsonNode status = controller.path("status");
        List<String> containers =
                Cells.containersAndImages(spec.path("template").path("spec"));
        return List.of(
                Metadata.name(controller),
                Cells.number(spec.path("replicas")),
                Cells.number(status.path("replicas")),
                Cells.number(status.path("readyReplicas")),
                Cells.age(controller, now),
                containers.getFirst(),
                containers.getLast(),
                Cells.labels(spec.path("selector")));
    }
}
