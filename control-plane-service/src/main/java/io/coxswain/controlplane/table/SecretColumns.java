package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class SecretColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Type", "What the Secret is for."),
            Column.text("Data", "The number of entries."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode secret, Instant now) {
        return List.of(
                Metadata.name(secret),
                Cells.text(secret.path("type")),
                secret.path("data").size(),
                Cells.age(secret, now));
    }
}
