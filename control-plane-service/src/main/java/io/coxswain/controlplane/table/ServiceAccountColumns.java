package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class ServiceAccountColumns implements Columns {
    private static final List<Column> COLUMNS =
            List.of(Column.NAME, Column.text("Secrets", "The number of its Secrets."), Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode account, Instant now) {
        return List.of(
                Metadata.name(account), Integer.toString(account.path("secrets").size()), Cells.age(account, now));
    }
}
