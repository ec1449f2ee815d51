package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this replica: takes what has queued up during the last commit and commits it as one transaction.
 * Answers a unit only when its outcome is certain, or after the patience as unknown.
 */
final class Writer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StoreSettings settings;
    private final Clock clock;
    private final WriteQueue queue;
    private final WatchCache cache;
    private final ResourceIds resources;
    private final BodyCodec bodies;
    private final ChangeLog changeLog;
    private final Partitions partitions;
    private final StoreMetrics metrics;
    private final Session session;
    private final Thread thread;
    private volatile boolean closed;

    Writer(
            DataSource database,
            StoreSettings settings,
            Clock clock,
            WriteQueue queue,
            WatchCache cache,
            ResourceIds resources,
            BodyCodec bodies,
            ChangeLog changeLog,
            Partitions partitions,
            StoreMetrics metrics) {
        this.settings = settings;
        this.clock = clock;
        this.queue = queue;
        this.cache = cache;
        this.resources = resources;
        this.bodies = bodies;
        this.changeLog = changeLog;
        this.partitions = partitions;
        this.metrics = metrics;
        this.session = new Session(database, settings.patience());
        this.thread = Thread.ofPlatform().daemon().name("store-writer").unstarted(this::run);
    }

    /** By which the tailer knows this replica's own notifications. */
    int backend() {
        return session.backend();
    }

    void start() {
        thread.start();
    }

    /** Ends after the batch at hand; what waits is refused. */
    @Override
    public void close() {
        closed = true;
        queue.close();
        try {
            thread.join(settings.patience().multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (session) {
            while (!closed) {
                List<QueuedUnit> units = queue.take(IDLE_NANOS);
                if (!units.isEmpty()) commitOrAnswer(units);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitOrAnswer(List<QueuedUnit> units) {
        try {
            commit(units);
        } catch (RuntimeException fault) {
            log.error("a batch of {} units failed", units.size(), fault);
            fail(units, ApiException.internal("the write failed: " + fault));
        }
    }

    private void commit(List<QueuedUnit> units) {
        long deadline = System.nanoTime() + settings.patience().toNanos();
        List<QueuedUnit> open = units;
        while (!open.isEmpty()) {
            Connection connection;
            try {
                connection = session.connection();
            } catch (SQLException away) {
                if (isOver(deadline)) {
                    fail(open, ApiException.unavailable("the database is away: " + away.getMessage()));
                    return;
                }
                pause();
                continue;
            }
            var batch = new Batch(open);
            long seen = cache.revision();
            try {
                long start = System.nanoTime();
                Batch.Outcome outcome =
                        batch.commit(connection, resources, bodies, clock.instant(), cache.epoch(), seen);
                metrics.commit(System.nanoTime() - start, open.size());
                finish(batch, outcome);
                return;
            } catch (SQLException failure) {
                open = afterFailure(batch, seen, failure, deadline);
            }
        }
    }

    private void finish(Batch batch, Batch.Outcome outcome) {
        // Where changes of another replica come between, the tailer brings these too.
        cache.apply(outcome.epoch(), outcome.changes());
        for (int i = 0; i < batch.units().size(); i++) {
            answer(batch.units().get(i), outcome.written().get(i));
        }
    }

    /** What is to be tried again. */
    private List<QueuedUnit> afterFailure(Batch batch, long seen, SQLException failure, long deadline) {
        if (!session.isAlive()) {
            log.warn("the connection was lost in a commit: {}", failure.getMessage());
            metrics.reconnect();
            session.discard();
            return resolve(batch, seen, deadline);
        }
        String state = String.valueOf(failure.getSQLState());
        if (state.equals("23514") && makeRoom()) return batch.units();
        if (state.startsWith("22")) return refuse(batch, failure);
        if (isOver(deadline)) {
            fail(batch.units(), ApiException.unavailable("the database refused the write: " + failure.getMessage()));
            return List.of();
        }
        // A lock or a resource is not to be had, or revisions were lost and the tailer is about to see it.
        pause();
        return batch.units();
    }

    /** The writer has reached the end of the change log before the background did. */
    private boolean makeRoom() {
        try {
            Connection connection = session.connection();
            partitions.cover(connection, Status.read(connection).revision());
            return true;
        } catch (SQLException e) {
            log.warn("no new partition of the change log: {}", e.getMessage());
            return false;
        }
    }

    /** A value that the database cannot hold: found by committing each unit for itself. */
    private List<QueuedUnit> refuse(Batch batch, SQLException failure) {
        if (batch.units().size() == 1) {
            fail(batch.units(), ApiException.badRequest("the object cannot be stored: " + failure.getMessage()));
        } else {
            for (QueuedUnit unit : batch.units()) commit(List.of(unit));
        }
        return List.of();
    }

    /** Finds out whether a batch was committed whose answer was lost. */
    private List<QueuedUnit> resolve(Batch batch, long seen, long deadline) {
        while (true) {
            try {
                Map<QueuedUnit, Written> found = batch.found(changeLog.ofBatch(session.connection(), seen, batch.id()));
                found.forEach(this::answer);
                var open = new ArrayList<>(batch.units());
                open.removeAll(found.keySet());
                return open;
            } catch (SQLException away) {
                session.discard();
                if (isOver(deadline)) {
                    fail(batch.units(), ApiException.timeout("the database is away, the write may have happened", 1));
                    return List.of();
                }
                pause();
            }
        }
    }

    private void answer(QueuedUnit unit, Written written) {
        metrics.outcome(written);
        unit.done().complete(written);
    }

    private static void fail(List<QueuedUnit> units, ApiException failure) {
        units.forEach(unit -> unit.done().completeExceptionally(failure));
    }

    private boolean isOver(long deadline) {
        return closed || System.nanoTime() > deadline;
    }

    private static void pause() {
        LockSupport.parkNanos(RETRY_NANOS);
    }
}
