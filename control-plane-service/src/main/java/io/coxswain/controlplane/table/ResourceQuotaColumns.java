package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ResourceQuotaColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Request", "Used and allowed amounts."),
            Column.text("Limit", "Used and allowed limits."),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode quota, Instant now) {
        StringJoiner requests = new StringJoiner(", ");
        StringJoiner limits = new StringJoiner(", ");
        JsonNode status = quota.path("status");
        for (String resource : new TreeSet<>(status.path("hard").propertyNames())) {
            JsonNode used = status.path("used").path(resource);
            String line = resource + ": " + Cells.textOr(used, "0") + "/"
                    + Cells.text(status.path("hard").path(resource));
            (resource.startsWith("limits") ? limits : requests).add(line);
        }
        return List.of(Metadata.name(quota), requests.toString(), limits.toString(), Cells.age(quota, now));
    }
}
