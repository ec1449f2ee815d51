package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads all that a replica's cache needs at its start, from one snapshot of the database. */
final class Loader {
    private static final int FETCH = 200;

    private final StoreSettings settings;
    private final ResourceIds resources;
    private final ChangeLog changeLog;
    private final BodyCodec codec;

    Loader(StoreSettings settings, ResourceIds resources, ChangeLog changeLog, BodyCodec codec) {
        this.settings = settings;
        this.resources = resources;
        this.changeLog = changeLog;
        this.codec = codec;
    }

    WatchCache.Loaded load(Connection connection) throws SQLException {
        int isolation = connection.getTransactionIsolation();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try {
            Status status = Status.read(connection);
            State state = objects(connection, status);
            return recent(connection, status, state);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(isolation);
        }
    }

    private State objects(Connection connection, Status status) throws SQLException {
        var objects = new ArrayList<StoredObject>();
        try (var select =
                connection.prepareStatement("select resource, namespace, name, revision, create_revision, uid,"
                        + " attributes, body from object order by resource, namespace, name")) {
            select.setFetchSize(FETCH);
            try (var rows = select.executeQuery()) {
                while (rows.next()) objects.add(object(connection, rows));
            }
        }
        return State.empty(status.epoch(), status.revision()).withObjects(objects);
    }

    private StoredObject object(Connection connection, ResultSet row) throws SQLException {
        StoreKey key = key(connection, row);
        return new StoredObject(
                key,
                row.getString("uid"),
                row.getLong("revision"),
                row.getLong("create_revision"),
                codec.decode(key, row.getBytes("body")),
                AttributesText.parse(row.getString("attributes")));
    }

    private StoreKey key(Connection connection, ResultSet row) throws SQLException {
        return new StoreKey(
                resources.name(connection, row.getShort("resource")),
                row.getString("namespace"),
                row.getString("name"));
    }

    /** A change whose previous version is still to be found: it has a revision, but no body beside the change. */
    private record Row(
            Change change,
            @Nullable Long previousRevision,
            @Nullable Body previousBody) {}

    private WatchCache.Loaded recent(Connection connection, Status status, State state) throws SQLException {
        List<Row> newestFirst = rows(connection, status);
        Map<Long, Body> bodies = new HashMap<>();
        var missing = new ArrayList<Long>();
        for (Row row : newestFirst)
            bodies.put(row.change.revision(), row.change.now().body());
        for (Row row : newestFirst) {
            Long previous = row.previousRevision;
            if (previous == null || row.change.type() == Change.Type.DELETED || bodies.containsKey(previous)) continue;
            if (row.previousBody != null) bodies.put(previous, row.previousBody);
            else missing.add(previous);
        }
        readBodies(connection, missing, bodies);
        var entries = new ArrayList<Entry>(newestFirst.size());
        for (Row row : newestFirst) {
            Entry entry = entry(row, bodies);
            // Without the version before, the states before cannot be made: the history begins here.
            if (entry == null) break;
            entries.add(entry);
        }
        Collections.reverse(entries);
        long floor = entries.isEmpty() ? status.revision() : entries.getFirst().revision() - 1;
        return new WatchCache.Loaded(state, floor, entries, status.horizon());
    }

    private static @Nullable Entry entry(Row row, Map<Long, Body> bodies) {
        Change change = row.change;
        Attributes attributes = change.previous();
        if (row.previousRevision == null || attributes == null) return new Entry(change, null);
        StoredObject now = change.now();
        Body body = change.type() == Change.Type.DELETED ? now.body() : bodies.get(row.previousRevision);
        if (body == null) return null;
        return new Entry(
                change,
                new StoredObject(now.key(), now.uid(), row.previousRevision, now.createRevision(), body, attributes));
    }

    private List<Row> rows(Connection connection, Status status) throws SQLException {
        var result = new ArrayList<Row>();
        long bytes = 0;
        try (var select = connection.prepareStatement("select revision, create_revision, resource, type, namespace,"
                + " name, uid, attributes, previous_attributes, body, previous_revision, previous_body from change"
                + " where revision > ? order by revision desc limit " + settings.historyChanges())) {
            select.setFetchSize(FETCH);
            select.setLong(1, status.horizon());
            try (var rows = select.executeQuery()) {
                long next = status.revision();
                while (bytes < settings.historyBytes() && rows.next()) {
                    Change change = changeLog.read(connection, rows);
                    if (change.revision() != next) {
                        throw new SQLException("the change log has a gap at revision " + next);
                    }
                    byte[] before = rows.getBytes("previous_body");
                    result.add(new Row(
                            change,
                            rows.getObject("previous_revision", Long.class),
                            before == null ? null : codec.decode(change.now().key(), before)));
                    bytes += change.now().body().length();
                    next--;
                }
            }
        }
        return result;
    }

    private void readBodies(Connection connection, List<Long> revisions, Map<Long, Body> into) throws SQLException {
        if (revisions.isEmpty()) return;
        try (var select = connection.prepareStatement(
                "select revision, resource, namespace, name, body from change where revision = any(?)")) {
            select.setFetchSize(FETCH);
            select.setArray(1, connection.createArrayOf("int8", revisions.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    into.put(rows.getLong("revision"), codec.decode(key(connection, rows), rows.getBytes("body")));
                }
            }
        }
    }
}
