package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the horizon by time and looks after the partitions of the change log. Every replica does it; what one has done
 * the others find done.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /** Long enough for a group commit, short enough not to hold up what queues behind. */
    private static final String LOCK_TIMEOUT = "500ms";

    private final DataSource database;
    private final StoreSettings settings;
    private final Clock clock;
    private final Partitions partitions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread thread;
    private boolean closed;

    Housekeeping(DataSource database, StoreSettings settings, Clock clock, Partitions partitions) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.partitions = partitions;
        this.thread = Thread.ofVirtual().name("store-housekeeping").unstarted(this::repeat);
    }

    void start() {
        thread.start();
    }

    /** Once, now. */
    void run() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '" + LOCK_TIMEOUT + "'");
            try {
                Long unused = advanceHorizon(connection);
                partitions.cover(connection, Status.read(connection).revision());
                if (unused != null) partitions.dropBelow(connection, unused);
            } finally {
                statement.execute("reset lock_timeout");
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(settings.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat() {
        lock.lock();
        try {
            while (!closed) {
                lock.unlock();
                try {
                    run();
                } catch (SQLException e) {
                    log.warn("housekeeping is put off: {}", e.getMessage());
                } finally {
                    lock.lock();
                }
                long left = settings.housekeeping().toNanos();
                while (!closed && left > 0) left = closing.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Long advanceHorizon(Connection connection) throws SQLException {
        try (var call =
                connection.prepareStatement("select advance_horizon(?, ? * interval '1 ms', ? * interval '1 ms')")) {
            call.setTimestamp(1, Timestamp.from(clock.instant()));
            call.setLong(2, milliseconds(settings.housekeeping()));
            call.setLong(3, milliseconds(settings.retention()));
            try (var row = call.executeQuery()) {
                row.next();
                return row.getObject(1, Long.class);
            }
        }
    }

    private static long milliseconds(Duration duration) {
        return TimeUnit.MILLISECONDS.convert(duration);
    }
}
