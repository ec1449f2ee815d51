package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class ControllerRevisionColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Controller", "What it is a state of."),
            Column.number("Revision", "Which state it is."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode revision, Instant now) {
        return List.of(
                Metadata.name(revision),
                Cells.controller(revision),
                Cells.number(revision.path("revision")),
                Cells.age(revision, now));
    }
}
