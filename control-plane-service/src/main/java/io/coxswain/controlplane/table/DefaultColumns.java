package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Name and age. */
final class DefaultColumns implements Columns {
    @Override
    public List<Column> columns() {
        return List.of(Column.NAME, Column.AGE);
    }

    @Override
    public List<Object> cells(ObjectNode object, Instant now) {
        return List.of(Metadata.name(object), Cells.age(object, now));
    }
}
