package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the change log. */
final class ChangeLog {
    /** Few, since a body may have a megabyte. */
    static final int PAGE = 128;

    private static final String COLUMNS =
            "revision, create_revision, resource, type, namespace, name, uid, attributes, previous_attributes, body";

    private final ResourceIds resources;
    private final BodyCodec bodies;

    ChangeLog(ResourceIds resources, BodyCodec bodies) {
        this.resources = resources;
        this.bodies = bodies;
    }

    /** At most a page of changes behind a revision, in order. */
    List<Change> behind(Connection connection, long revision) throws SQLException {
        try (var select = connection.prepareStatement(
                "select " + COLUMNS + " from change where revision > ? order by revision limit " + PAGE)) {
            select.setLong(1, revision);
            return changes(connection, select.executeQuery());
        }
    }

    /** What a batch wrote, if it was committed. */
    List<Change> ofBatch(Connection connection, long behindRevision, UUID batch) throws SQLException {
        try (var select = connection.prepareStatement(
                "select " + COLUMNS + " from change where revision > ? and batch = ? order by revision")) {
            select.setLong(1, behindRevision);
            select.setObject(2, batch);
            return changes(connection, select.executeQuery());
        }
    }

    Change read(Connection connection, ResultSet row) throws SQLException {
        var key = new StoreKey(
                resources.name(connection, row.getShort("resource")),
                row.getString("namespace"),
                row.getString("name"));
        var now = new StoredObject(
                key,
                row.getString("uid"),
                row.getLong("revision"),
                row.getLong("create_revision"),
                bodies.decode(key, row.getBytes("body")),
                AttributesText.parse(row.getString("attributes")));
        return new Change(
                type(row.getShort("type")), now, AttributesText.parseNullable(row.getString("previous_attributes")));
    }

    private static Change.Type type(short number) throws SQLException {
        return switch (number) {
            case 0 -> Change.Type.CREATED;
            case 1 -> Change.Type.UPDATED;
            case 2 -> Change.Type.DELETED;
            default -> throw new SQLException("unknown type of a change: " + number);
        };
    }

    private List<Change> changes(Connection connection, ResultSet rows) throws SQLException {
        var changes = new ArrayList<Change>();
        try (rows) {
            while (rows.next()) changes.add(read(connection, rows));
        }
        return changes;
    }
}
