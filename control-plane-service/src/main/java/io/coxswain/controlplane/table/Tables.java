package io.coxswain.controlplane.table;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders objects as {@code Table}s. */
public final class Tables {
    private final InstantSource clock;
    private final Function<Kind<?>, Optional<Columns>> custom;

    public Tables(InstantSource clock) {
        this(clock, kind -> Optional.empty());
    }

    /** {@code custom} knows the columns of kinds that come and go. */
    public Tables(InstantSource clock, Function<Kind<?>, Optional<Columns>> custom) {
        this.clock = clock;
        this.custom = custom;
    }

    /** A list: {@code listMetadata} holds resourceVersion, continue and remainingItemCount as any list does. */
    public ObjectNode list(Kind<?> kind, List<ObjectNode> objects, IncludeObject include, ObjectNode listMetadata) {
        return table(kind, objects, include, listMetadata, true);
    }

    /** One object. */
    public ObjectNode single(Kind<?> kind, ObjectNode object, IncludeObject include) {
        return table(kind, List.of(object), include, metadataOf(object), true);
    }

    /** The object of a watch event; only the first event of a watch says what the columns are. */
    public ObjectNode event(Kind<?> kind, ObjectNode object, IncludeObject include, boolean first) {
        return table(kind, List.of(object), include, metadataOf(object), first);
    }

    /** The object of a bookmark: no rows. */
    public ObjectNode bookmark(Kind<?> kind, ObjectNode bookmark, boolean first) {
        ObjectNode metadata = Json.object().put("resourceVersion", Metadata.resourceVersion(bookmark));
        return table(kind, List.of(), IncludeObject.None, metadata, first);
    }

    private static ObjectNode metadataOf(ObjectNode object) {
        return Json.object().put("resourceVersion", Metadata.resourceVersion(object));
    }

    private ObjectNode table(
            Kind<?> kind, List<ObjectNode> objects, IncludeObject include, ObjectNode metadata, boolean heads) {
        Columns columns = custom.apply(kind).orElseGet(() -> ColumnSets.of(kind));
        Instant now = clock.instant();
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", PartialMetadata.API_VERSION);
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (heads) columns.columns().forEach(column -> definitions.add(definition(column)));
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) rows.add(row(columns, object, include, now));
        return table;
    }

    private static ObjectNode definition(Column column) {
        return Json.object()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority());
    }

    private static ObjectNode row(Columns columns, ObjectNode object, IncludeObject include, Instant now) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        for (Object cell : columns.cells(object, now)) {
            switch (cell) {
                case Integer number -> cells.add(number);
                case Long number -> cells.add(number);
                case Boolean flag -> cells.add(flag);
                case JsonNode node -> cells.add(node);
                default -> cells.add(cell.toString());
            }
        }
        switch (include) {
            case None -> row.putNull("object");
            case Metadata -> row.set("object", PartialMetadata.of(object));
            case Object -> row.set("object", object);
        }
        return row;
    }
}
