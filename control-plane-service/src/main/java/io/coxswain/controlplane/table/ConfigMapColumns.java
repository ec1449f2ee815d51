package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

final class ConfigMapColumns implements Columns {
    private static final List<Column> COLUMNS =
            List.of(Column.NAME, Column.text("Data", "The number of entries, text and binary."), Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode configMap, Instant now) {
        int entries =
                configMap.path("data").size() + configMap.path("binaryData").size();
        return List.of(Metadata.name(configMap), entries, Cells.age(configMap, now));
    }
}
