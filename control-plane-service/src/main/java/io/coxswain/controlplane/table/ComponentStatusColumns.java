package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ComponentStatusColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Status", "Whether it is well."),
            Column.text("Message", "What it says."),
            Column.text("Error", "What is wrong."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode component, Instant now) {
        JsonNode condition = component.path("conditions").path(0);
        return List.of(
                Metadata.name(component),
                Cells.text(condition.path("status")).equals("True") ? "Healthy" : "Unhealthy",
                Cells.text(condition.path("message")),
                Cells.text(condition.path("error")));
    }
}
