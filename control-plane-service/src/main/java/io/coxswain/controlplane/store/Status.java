package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How far the database is.
 *
 * @param sameServer false where the tables came to another server, or the server to another timeline, since the epoch
 *     began
 */
record Status(long epoch, long horizon, long revision, boolean sameServer) {
    static Status read(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(
                        "select epoch, horizon, revision, same_server from store_status()");
                var row = select.executeQuery()) {
            if (!row.next()) throw new SQLException("the store has no state");
            return new Status(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
        }
    }
}
