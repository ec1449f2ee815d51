package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Columns that are each a function of the object. */
record FieldColumns(List<Cell> all) implements Columns {
    /** A column with what it shows. */
    record Cell(Column column, BiFunction<ObjectNode, Instant, Object> value) {
        static final Cell NAME = new Cell(Column.NAME, (object, now) -> Metadata.name(object));
        static final Cell AGE = new Cell(Column.AGE, Cells::age);

        static Cell text(String name, String description, Function<ObjectNode, Object> value) {
            return new Cell(Column.text(name, description), (object, now) -> value.apply(object));
        }

        static Cell number(String name, String description, Function<ObjectNode, Object> value) {
            return new Cell(Column.number(name, description), (object, now) -> value.apply(object));
        }

        static Cell wide(String name, String description, Function<ObjectNode, Object> value) {
            return new Cell(Column.wide(name, description), (object, now) -> value.apply(object));
        }
    }

    static FieldColumns of(Cell... cells) {
        return new FieldColumns(List.of(cells));
    }

    @Override
    public List<Column> columns() {
        return all.stream().map(Cell::column).toList();
    }

    @Override
    public List<Object> cells(ObjectNode object, Instant now) {
        return all.stream().map(cell -> cell.value().apply(object, now)).toList();
    }
}
