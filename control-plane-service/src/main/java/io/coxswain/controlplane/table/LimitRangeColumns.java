package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class LimitRangeColumns implements Columns {
    private static final List<Column> COLUMNS =
            List.of(Column.NAME, new Column("Created At", "date", "", Column.AGE.description(), 0));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode range, Instant now) {
        return List.of(Metadata.name(range), Cells.text(range.path("metadata").path("creationTimestamp")));
    }
}
