package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the newest revision for consistent reads. Those that wait share one read that starts after all of them came.
 */
final class Revisions {
    private final DataSource database;
    private final Duration patience;
    private final ReentrantLock entry = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable Round waiting;

    Revisions(DataSource database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    private static final class Round {
        volatile long revision = -1;
    }

    /** The revision of a read that started after this call. */
    long newest() throws InterruptedException {
        Round round = join();
        if (!reading.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw ApiException.unavailable("the database does not answer");
        }
        try {
            if (round.revision < 0) {
                depart(round);
                round.revision = read();
            }
            return round.revision;
        } finally {
            reading.unlock();
        }
    }

    private Round join() {
        entry.lock();
        try {
            Round round = waiting;
            if (round == null) {
                round = new Round();
                waiting = round;
            }
            return round;
        } finally {
            entry.unlock();
        }
    }

    /** From here on nobody joins: the read starts. */
    private void depart(Round round) {
        entry.lock();
        try {
            if (waiting == round) waiting = null;
        } finally {
            entry.unlock();
        }
    }

    private long read() {
        try (Connection connection = database.getConnection();
                var select = connection.prepareStatement("select current_revision()");
                var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw ApiException.unavailable("the database is away: " + e.getMessage());
        }
    }
}
