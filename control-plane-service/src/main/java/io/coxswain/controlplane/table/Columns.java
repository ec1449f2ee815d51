package io.coxswain.controlplane.table;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The columns that one kind shows. */
public interface Columns {
    List<Column> columns();

    /**
     * One cell a column, each a String, Integer, Long, Boolean or a JSON value. Must bear objects that lack anything.
     */
    List<Object> cells(ObjectNode object, Instant now);
}
