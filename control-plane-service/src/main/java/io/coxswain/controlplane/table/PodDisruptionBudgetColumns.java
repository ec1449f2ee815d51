package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class PodDisruptionBudgetColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Min Available", "How many Pods must stay."),
            Column.text("Max Unavailable", "How many Pods may go."),
            Column.number("Allowed Disruptions", "How many Pods may go now."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode budget, Instant now) {
        return List.of(
                Metadata.name(budget),
                amount(budget.path("spec").path("minAvailable")),
                amount(budget.path("spec").path("maxUnavailable")),
                Cells.number(budget.path("status").path("disruptionsAllowed")),
                Cells.age(budget, now));
    }

    private static String amount(JsonNode amount) {
        return amount.isMissingNode() || amount.isNull() ? "N/A" : amount.asString("");
    }
}
