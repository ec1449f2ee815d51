package io.coxswain.controlplane.customresource;

import io.coxswain.controlplane.table.Column;
import io.coxswain.controlplane.table.Columns;
import io.coxswain.controlplane.table.HumanTimes;
import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns that a definition names, or the age where it names none. */
final class CustomColumns implements Columns {
    private record Source(String type, JsonPath path) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();

    CustomColumns(List<ObjectNode> definitions) {
        columns.add(Column.NAME);
        if (definitions.isEmpty()) {
            columns.add(Column.AGE);
            sources.add(new Source("date", JsonPath.parse(".metadata.creationTimestamp")));
        }
        for (ObjectNode definition : definitions) {
            String path = definition.path("jsonPath").asString("");
            String type = definition.path("type").asString("");
            String description = definition.path("description").asString("");
            columns.add(new Column(
                    definition.path("name").asString(""),
                    type,
                    definition.path("format").asString(""),
                    description.isEmpty()
                            ? "Custom resource definition column (in JSONPath format): " + path
                            : description,
                    definition.path("priority").asInt(0)));
            sources.add(new Source(type, JsonPath.parse(path)));
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<Object> cells(ObjectNode object, Instant now) {
        List<Object> cells = new ArrayList<>();
        cells.add(Metadata.name(object));
        for (Source source : sources) {
            List<JsonNode> found = source.path().find(object);
            cells.add(found.isEmpty() ? NullNode.getInstance() : cell(source.type(), found.getFirst(), now));
        }
        return cells;
    }

    private static Object cell(String type, JsonNode value, Instant now) {
        boolean empty = value.isNull() || value.isMissingNode();
        if (empty) return NullNode.getInstance();
        return switch (type) {
            case "string" -> value.isString() ? value.stringValue() : value.toString();
            case "integer" -> value.isNumber() ? Long.valueOf(value.longValue()) : NullNode.getInstance();
            case "number" -> value.isNumber() ? value : NullNode.getInstance();
            case "boolean" -> value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : NullNode.getInstance();
            case "date" -> value.isString() ? HumanTimes.since(value.stringValue(), now) : NullNode.getInstance();
            default -> NullNode.getInstance();
        };
    }
}
