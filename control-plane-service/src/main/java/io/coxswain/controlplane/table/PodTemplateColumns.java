package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class PodTemplateColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Containers", "Names of each container in the template."),
            Column.text("Images", "Images referenced by each container in the template."),
            Column.text("Pod Labels", "The labels of its Pods."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode template, Instant now) {
        List<String> containers =
                Cells.containersAndImages(template.path("template").path("spec"));
        return List.of(
                Metadata.name(template),
                containers.getFirst(),
                containers.getLast(),
                Cells.labels(template.path("template").path("metadata").path("labels")));
    }
}
