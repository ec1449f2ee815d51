package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class DaemonSetColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.number("Desired", "The number of nodes that should run its Pod."),
            Column.number("Current", "The number of nodes that run its Pod."),
            Column.number("Ready", "The number of nodes on which its Pod is ready."),
            Column.number("Up-to-date", "The number of nodes that run the newest Pod."),
            Column.number("Available", "The number of nodes on which its Pod is available."),
            Column.text("Node Selector", "The nodes that should run its Pod."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."),
            Column.wide("Selector", "The labels of the Pods that belong to it."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode set, Instant now) {
        JsonNode spec = set.path("spec");
        JsonNode status = set.path("status");
        JsonNode pod = spec.path("template").path("spec");
        List<String> containers = Cells.containersAndImages(pod);
        return List.of(
                Metadata.name(set),
                Cells.number(status.path("desiredNumberScheduled")),
                Cells.number(status.path("currentNumberScheduled")),
                Cells.number(status.path("numberReady")),
                Cells.number(status.path("updatedNumberScheduled")),
                Cells.number(status.path("numberAvailable")),
                Cells.labels(pod.path("nodeSelector")),
                Cells.age(set, now),
                containers.getFirst(),
                containers.getLast(),
                Cells.selector(spec.path("selector")));
    }
}
