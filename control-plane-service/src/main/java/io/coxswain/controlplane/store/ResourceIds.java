package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The small numbers that stand for resource names in the tables. They never change once given. */
final class ResourceIds {
    private final Map<String, Short> ids = new ConcurrentHashMap<>();
    private final Map<Short, String> names = new ConcurrentHashMap<>();

    /** The number of a resource; given now if it has none. Outside of a transaction. */
    short id(Connection connection, String name) throws SQLException {
        @Nullable Short known = ids.get(name);
        while (known == null) {
            read(connection);
            known = ids.get(name);
            if (known == null) add(connection, name);
        }
        return known;
    }

    String name(Connection connection, short id) throws SQLException {
        String known = names.get(id);
        if (known != null) return known;
        read(connection);
        known = names.get(id);
        if (known == null) throw new SQLException("no resource has the number " + id);
        return known;
    }

    private void add(Connection connection, String name) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into resource select coalesce(max(id), 0) + 1, ? from resource on conflict do nothing")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private void read(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select id, name from resource");
                var rows = select.executeQuery()) {
            while (rows.next()) {
                ids.put(rows.getString(2), rows.getShort(1));
                names.put(rows.getShort(1), rows.getString(2));
            }
        }
    }
}
