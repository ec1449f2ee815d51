package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class IngressClassColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Controller", "Controller that is responsible for handling this class"),
            Column.text("Parameters", "A reference to a resource with additional parameters"),
            Column.AGE);

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode ingressClass, Instant now) {
        JsonNode spec = ingressClass.path("spec");
        JsonNode parameters = spec.path("parameters");
        String reference = Cells.NONE;
        if (parameters.isObject()) {
            String group = Cells.text(parameters.path("apiGroup"));
            reference = Cells.text(parameters.path("kind")) + (group.isEmpty() ? "" : "." + group) + "/"
                    + Cells.text(parameters.path("name"));
        }
        return List.of(
                Metadata.name(ingressClass),
                Cells.text(spec.path("controller")),
                reference,
                Cells.age(ingressClass, now));
    }
}
