package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class StatefulSetColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Ready", "Pods that are ready, of those wanted."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode set, Instant now) {
        List<String> containers =
                Cells.containersAndImages(set.path("spec").path("template").path("spec"));
        return List.of(
                Metadata.name(set),
                Cells.number(set.path("status").path("readyReplicas")) + "/"
                        + Cells.number(set.path("spec").path("replicas")),
                Cells.age(set, now),
                containers.getFirst(),
                containers.getLast());
    }
}
