package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class DeploymentColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Ready", "Number of the pod with ready state"),
            Column.number("Up-to-date", "The Pods that run the newest template."),
            Column.number("Available", "The Pods that have been ready for long enough."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."),
            Column.wide("Selector", "The labels of the Pods that belong to it."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode deployment, Instant now) {
        JsonNode spec = deployment.path("spec");
        JsonNode status = deployment.path("status");
        List<String> containers =
                Cells.containersAndImages(spec.path("template").path("spec"));
        return List.of(
                Metadata.name(deployment),
                Cells.number(status.path("readyReplicas")) + "/" + Cells.number(spec.path("replicas")),
                Cells.number(status.path("updatedReplicas")),
                Cells.number(status.path("availableReplicas")),
                Cells.age(deployment, now),
                containers.getFirst(),
                containers.getLast(),
                Cells.selector(spec.path("selector")));
    }
}
