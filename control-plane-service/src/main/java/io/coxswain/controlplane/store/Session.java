package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection that one thread keeps, with time limits on locks and on the network; opened again after it broke.
 *
 * <p>Each holds a lock of its own number. A new connection gets it only when the server has ended the one before, so
 * that nothing of a lost connection can be committed after that.
 */
final class Session implements AutoCloseable {
    private static final int LOCK_CLASS = 0x636f7873;

    private final DataSource database;
    private final Duration patience;
    private final int number = ThreadLocalRandom.current().nextInt();
    private @Nullable Connection connection;
    private volatile int backend;

    Session(DataSource database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.getConnection();
            try {
                prepare(open);
            } catch (SQLException e) {
                open.close();
                throw e;
            }
            backend = open.unwrap(PGConnection.class).getBackendPID();
            connection = open;
        }
        return open;
    }

    /** The server's number of the newest connection; for any thread. */
    int backend() {
        return backend;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** Whether the connection still works, after a statement failed. */
    boolean isAlive() {
        try {
            return connection != null && connection.isValid((int) TimeUnit.SECONDS.convert(patience));
        } catch (SQLException e) {
            return false;
        }
    }

    /** Forgets a connection that broke. */
    void discard() {
        try (Connection broken = connection) {
            if (broken != null) broken.abort(Runnable::run);
        } catch (SQLException e) {
            // It is gone either way.
        } finally {
            connection = null;
        }
    }

    /** Gives the connection back as it was. */
    @Override
    public void close() {
        try (Connection open = connection) {
            if (open == null) return;
            try (Statement statement = open.createStatement()) {
                statement.execute("select pg_advisory_unlock(" + LOCK_CLASS + ", " + number + ")");
                statement.execute("unlisten *");
                statement.execute("reset lock_timeout");
                open.setNetworkTimeout(Runnable::run, 0);
            }
        } catch (SQLException e) {
            // The pool throws a broken connection away.
        } finally {
            connection = null;
        }
    }

    private void prepare(Connection open) throws SQLException {
        int milliseconds = Math.toIntExact(patience.toMillis());
        // Twice, so that the server's own limit strikes first.
        open.setNetworkTimeout(Runnable::run, milliseconds * 2);
        try (Statement statement = open.createStatement()) {
            statement.execute("set lock_timeout = " + milliseconds);
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = "
                            + LOCK_CLASS + " and objid::bigint = " + Integer.toUnsignedLong(number)
                            + " and objsubid = 2 and pid <> pg_backend_pid() and database ="
                            + " (select oid from pg_database where datname = current_database())");
            statement.execute("select pg_advisory_lock(" + LOCK_CLASS + ", " + number + ")");
        }
    }
}
