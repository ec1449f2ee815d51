package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Units in one transaction, as the arrays that commit_batch takes, and what came of each. */
final class Batch {
    private static final String COMMIT = "select ordinal, ok, epoch, revision, create_revision, uid, attributes, body"
            + " from commit_batch(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final UUID id = UUID.randomUUID();
    private final List<QueuedUnit> units;
    private final List<Row> rows = new ArrayList<>();

    Batch(List<QueuedUnit> units) {
        this.units = List.copyOf(units);
        for (int unit = 0; unit < units.size(); unit++) {
            WriteUnit given = units.get(unit).unit();
            for (Precondition precondition : given.preconditions()) {
                rows.add(
                        switch (precondition) {
                            case Precondition.Unchanged unchanged ->
                                new Row(unit, Action.UNCHANGED, unchanged.key(), unchanged.revision(), null);
                            case Precondition.Absent absent -> new Row(unit, Action.ABSENT, absent.key(), 0, null);
                        });
            }
            for (Write write : given.writes()) {
                rows.add(
                        switch (write) {
                            case Write.Create create -> new Row(unit, Action.CREATE, create.key(), 0, write);
                            case Write.Update update ->
                                new Row(unit, Action.UPDATE, update.key(), update.expectedRevision(), write);
                            case Write.Delete delete ->
                                new Row(unit, Action.DELETE, delete.key(), delete.expectedRevision(), write);
                        });
            }
        }
    }

    /** With the numbers of commit_batch. */
    private enum Action {
        CREATE(0),
        UPDATE(1),
        DELETE(2),
        UNCHANGED(3),
        ABSENT(4);

        final short number;

        Action(int number) {
            this.number = (short) number;
        }
    }

    private record Row(
            int unit,
            Action action,
            StoreKey key,
            long expected,
            @Nullable Write write) {}

    /**
     * What was decided.
     *
     * @param written for each unit in order
     * @param changes what was committed, in revision order
     */
    record Outcome(long epoch, List<Written> written, List<Change> changes) {}

    UUID id() {
        return id;
    }

    List<QueuedUnit> units() {
        return units;
    }

    /** Commits in one round trip. The connection commits by itself. */
    Outcome commit(Connection connection, ResourceIds resources, BodyCodec bodies, Instant at, long epoch, long seen)
            throws SQLException {
        int length = rows.size();
        var unit = new Integer[length];
        var type = new Short[length];
        var resource = new Short[length];
        var namespace = new String[length];
        var name = new String[length];
        var expected = new Long[length];
        var uid = new @Nullable String[length];
        var attributes = new @Nullable String[length];
        var body = new byte[length] @Nullable [];
        for (int i = 0; i < length; i++) {
            Row row = rows.get(i);
            unit[i] = row.unit;
            type[i] = row.action.number;
            resource[i] = resources.id(connection, row.key.resource());
            namespace[i] = row.key.namespace();
            name[i] = row.key.name();
            expected[i] = row.expected;
            if (row.write instanceof Write.Create create) {
                uid[i] = create.uid();
                attributes[i] = AttributesText.of(create.attributes());
                body[i] = bodies.encode(row.key, create.body());
            } else if (row.write instanceof Write.Update update) {
                attributes[i] = AttributesText.of(update.attributes());
                body[i] = bodies.encode(row.key, update.body());
            }
        }
        try (PreparedStatement call = connection.prepareStatement(COMMIT)) {
            call.setObject(1, id);
            call.setTimestamp(2, Timestamp.from(at));
            call.setLong(3, epoch);
            call.setLong(4, seen);
            call.setArray(5, connection.createArrayOf("int4", unit));
            call.setArray(6, connection.createArrayOf("int2", type));
            call.setArray(7, connection.createArrayOf("int2", resource));
            call.setArray(8, connection.createArrayOf("text", namespace));
            call.setArray(9, connection.createArrayOf("text", name));
            call.setArray(10, connection.createArrayOf("int8", expected));
            call.setArray(11, connection.createArrayOf("text", uid));
            call.setArray(12, connection.createArrayOf("text", attributes));
            call.setArray(13, connection.createArrayOf("bytea", body));
            try (ResultSet result = call.executeQuery()) {
                return outcome(result, bodies, epoch);
            }
        }
    }

    /** The units of which these changes, found in the log, are the outcome; the others were not committed. */
    Map<QueuedUnit, Written> found(List<Change> logged) {
        var byKey = new java.util.HashMap<StoreKey, StoredObject>();
        for (Change change : logged) byKey.put(change.now().key(), change.now());
        var found = new java.util.LinkedHashMap<QueuedUnit, Written>();
        for (QueuedUnit unit : units) {
            var versions = new ArrayList<StoredObject>();
            for (Write write : unit.unit().writes()) {
                StoredObject version = byKey.get(write.key());
                if (version != null) versions.add(version);
            }
            if (versions.size() == unit.unit().writes().size()) found.put(unit, new Written.Committed(versions));
        }
        return found;
    }

    private Outcome outcome(ResultSet result, BodyCodec bodies, long expectedEpoch) throws SQLException {
        var versions = new TreeMap<Integer, List<StoredObject>>();
        var conflicts = new TreeMap<Integer, Written.Conflict>();
        var changes = new ArrayList<Change>();
        long epoch = expectedEpoch;
        while (result.next()) {
            Row row = rows.get(result.getInt("ordinal") - 1);
            epoch = result.getLong("epoch");
            if (result.getBoolean("ok")) {
                Change change = change(row, result, bodies);
                changes.add(change);
                versions.computeIfAbsent(row.unit, absent -> new ArrayList<>()).add(change.now());
            } else if (!conflicts.containsKey(row.unit)) {
                conflicts.put(row.unit, new Written.Conflict(row.key, current(row.key, result, bodies)));
            }
        }
        var written = new ArrayList<Written>(units.size());
        for (int i = 0; i < units.size(); i++) {
            Written.Conflict conflict = conflicts.get(i);
            written.add(conflict != null ? conflict : new Written.Committed(versions.getOrDefault(i, List.of())));
        }
        return new Outcome(epoch, written, changes);
    }

    private static Change change(Row row, ResultSet result, BodyCodec bodies) throws SQLException {
        long revision = result.getLong("revision");
        long createRevision = result.getLong("create_revision");
        String uid = result.getString("uid");
        return switch (row.write) {
            case Write.Create create ->
                new Change(
                        Change.Type.CREATED,
                        new StoredObject(row.key, uid, revision, revision, create.body(), create.attributes()),
                        null);
            case Write.Update update ->
                new Change(
                        Change.Type.UPDATED,
                        new StoredObject(row.key, uid, revision, createRevision, update.body(), update.attributes()),
                        AttributesText.parse(result.getString("attributes")));
            case Write.Delete delete -> {
                Attributes last = AttributesText.parse(result.getString("attributes"));
                Body body = bodies.decode(row.key, result.getBytes("body"));
                yield new Change(
                        Change.Type.DELETED,
                        new StoredObject(row.key, uid, revision, createRevision, body, last),
                        last);
            }
            case null -> throw new SQLException("a check gave a new revision");
        };
    }

    private static @Nullable StoredObject current(StoreKey key, ResultSet result, BodyCodec bodies)
            throws SQLException {
        String attributes = result.getString("attributes");
        if (attributes == null) return null;
        return new StoredObject(
                key,
                result.getString("uid"),
                result.getLong("revision"),
                result.getLong("create_revision"),
                bodies.decode(key, result.getBytes("body")),
                AttributesText.parse(attributes));
    }
}
