package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class LeaseColumns implements Columns {
    private static final List<Column> COLUMNS =
            List.of(Column.NAME, Column.text("Holder", "Who holds the lease."), Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode lease, Instant now) {
        return List.of(
                Metadata.name(lease), Cells.text(lease.path("spec").path("holderIdentity")), Cells.age(lease, now));
    }
}
