package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a node or all containers of a Pod use. */
final class UsageColumns implements Columns {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("cpu", "Processor time a second."),
            Column.text("memory", "Working set."),
            Column.text("Window", "How long the figure of the processor is an average of."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode metrics, Instant now) {
        return List.of(
                Metadata.name(metrics),
                sum(metrics, "cpu").multiply(MILLI).setScale(0, RoundingMode.CEILING) + "m",
                sum(metrics, "memory").divide(KIBI, 0, RoundingMode.CEILING) + "Ki",
                Cells.text(metrics.path("window")));
    }

    private static BigDecimal sum(ObjectNode metrics, String resource) {
        BigDecimal sum = amount(metrics, resource);
        for (JsonNode container : metrics.path("containers")) sum = sum.add(amount(container, resource));
        return sum;
    }

    private static BigDecimal amount(JsonNode of, String resource) {
        String text = of.path("usage").path(resource).asString("");
        return text.isEmpty() ? BigDecimal.ZERO : Quantity.getAmountInBytes(new Quantity(text));
    }
}
