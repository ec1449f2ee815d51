package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class EventColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.text("Last Seen", "When it was last seen."),
            Column.text("Type", "Normal or Warning."),
            Column.text("Reason", "What happened, in one word."),
            Column.text("Object", "What it happened to."),
            Column.wide("Subobject", "The part that it happened to."),
            Column.wide("Source", "Who reported it."),
            Column.text("Message", "What happened, for people."),
            Column.wide("First Seen", "When it was first seen."),
            Column.wide("Count", "How often it was seen."),
            new Column("Name", "string", "name", Column.NAME.description(), 1));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode event, Instant now) {
        JsonNode object = event.path("involvedObject");
        JsonNode series = event.path("series");
        JsonNode eventTime = event.path("eventTime");
        String firstSeen = event.path("firstTimestamp").isString()
                ? Cells.since(event.path("firstTimestamp"), now)
                : Cells.since(eventTime, now);
        String lastSeen =
                event.path("lastTimestamp").isString() ? Cells.since(event.path("lastTimestamp"), now) : firstSeen;
        long count = Cells.number(event.path("count"));
        if (series.isObject()) {
            lastSeen = Cells.since(series.path("lastObservedTime"), now);
            count = Cells.number(series.path("count"));
        } else if (count == 0) {
            count = 1;
        }
        String kind = Cells.text(object.path("kind")).toLowerCase(Locale.ROOT);
        String name = Cells.text(object.path("name"));
        return List.of(
                lastSeen,
                Cells.text(event.path("type")),
                Cells.text(event.path("reason")),
                name.isEmpty() ? kind : kind + "/" + name,
                Cells.text(object.path("fieldPath")),
                source(event),
                Cells.text(event.path("message")).strip(),
                firstSeen,
                count,
                Metadata.name(event));
    }

    private static String source(ObjectNode event) {
        JsonNode source = event.path("source");
        String component = Cells.textOr(source.path("component"), Cells.text(event.path("reportingComponent")));
        String host = Cells.textOr(source.path("host"), Cells.text(event.path("reportingInstance")));
        return host.isEmpty() ? component : component + ", " + host;
    }
}
