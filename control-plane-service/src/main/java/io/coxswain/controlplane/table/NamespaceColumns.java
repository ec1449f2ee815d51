package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class NamespaceColumns implements Columns {
    private static final List<Column> COLUMNS =
            List.of(Column.NAME, Column.text("Status", "The status of the namespace"), Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode namespace, Instant now) {
        return List.of(
                Metadata.name(namespace),
                Cells.text(namespace.path("status").path("phase")),
                Cells.age(namespace, now));
    }
}
