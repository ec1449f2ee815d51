package io.coxswain.controlplane.table;

import io.coxswain.controlplane.conversion.Conversion;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The columns of the kind that a view is stored as. */
record ViewColumns(Conversion conversion, Columns stored) implements Columns {
    @Override
    public List<Column> columns() {
        return stored.columns();
    }

    @Override
    public List<Object> cells(ObjectNode object, Instant now) {
        return stored.cells(conversion.stored(object), now);
    }
}
