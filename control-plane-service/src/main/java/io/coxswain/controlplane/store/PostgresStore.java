package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** The store on PostgreSQL. Any number of replicas work on one database, without a leader. */
public final class PostgresStore implements Store, AutoCloseable {
    private final StoreSettings settings;
    private final WatchCache cache;
    private final WriteQueue queue;
    private final Writer writer;
    private final Tailer tailer;
    private final Housekeeping housekeeping;
    private final Revisions revisions;

    private PostgresStore(
            DataSource database, StoreSettings settings, BodyCodec bodies, Clock clock, MeterRegistry meters) {
        this.settings = settings;
        var resources = new ResourceIds();
        var changeLog = new ChangeLog(resources, bodies);
        var partitions = new Partitions(settings);
        this.cache = new WatchCache(settings);
        this.queue = new WriteQueue(settings);
        var metrics = new StoreMetrics(meters, queue, cache);
        this.writer =
                new Writer(database, settings, clock, queue, cache, resources, bodies, changeLog, partitions, metrics);
        this.tailer = new Tailer(
                database,
                settings,
                cache,
                new Loader(settings, resources, changeLog, bodies),
                changeLog,
                metrics,
                writer::backend);
        this.housekeeping = new Housekeeping(database, settings, clock, partitions);
        this.revisions = new Revisions(database, settings.patience());
    }

    /**
     * Reads all objects into the cache and begins to serve.
     *
     * @param database with the tables of {@link Migrations}; two of its connections are kept, more are borrowed
     */
    public static PostgresStore open(
            DataSource database, StoreSettings settings, BodyCodec bodies, Clock clock, MeterRegistry meters)
            throws SQLException {
        var store = new PostgresStore(database, settings, bodies, clock, meters);
        store.housekeeping.run();
        store.tailer.start();
        store.writer.start();
        store.housekeeping.start();
        return store;
    }

    /** Ends after the commit at hand. Writes that wait are refused. */
    @Override
    public void close() {
        writer.close();
        housekeeping.close();
        tailer.close();
    }

    @Override
    public Written write(WriteUnit unit) {
        var queued = new QueuedUnit(unit);
        queue.add(queued);
        Written written = interruptibly(() -> outcome(queued));
        switch (written) {
            case Written.Committed committed ->
                await(committed.versions().getLast().revision());
            // The caller reads again: not older than what its write collided with.
            case Written.Conflict conflict -> {
                StoredObject current = conflict.current();
                if (current != null) await(current.revision());
            }
        }
        return written;
    }

    @Override
    public Snapshot latest() {
        long epoch = cache.epoch();
        long reached = cache.revision();
        long newest = interruptibly(revisions::newest);
        // The database is behind what this replica has served: not before the tailer has begun a new epoch.
        if (newest < reached && cache.epoch() == epoch) await(reached + 1);
        else await(newest);
        return cache.state();
    }

    @Override
    public Snapshot cached() {
        return cache.state();
    }

    @Override
    public Snapshot notOlderThan(long revision, Duration patience) {
        if (!interruptibly(() -> cache.await(revision, patience))) {
            throw ApiException.versionTooLarge(revision, cache.revision());
        }
        return cache.state();
    }

    @Override
    public Snapshot at(long revision) {
        notOlderThan(revision, settings.patience());
        return cache.at(revision);
    }

    @Override
    public Cursor watch(String resource, String namespace, String name, long afterRevision) {
        notOlderThan(afterRevision, settings.patience());
        return cache.watch(resource, namespace, name, afterRevision);
    }

    /** Moves the horizon and looks after partitions now, not only at the next time. */
    void housekeep() throws SQLException {
        housekeeping.run();
    }

    /** How many units wait for the writer. */
    int queued() {
        int units = 0;
        for (Lane lane : Lane.values()) units += queue.length(lane);
        return units;
    }

    WatchCache cache() {
        return cache;
    }

    private Written outcome(QueuedUnit queued) throws InterruptedException {
        long patience = settings.patience().toNanos();
        try {
            return queued.done().get(patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillQueued) {
            if (queued.giveUp()) throw ApiException.unavailable("the database did not take the write in time");
            return inFlight(queued, patience);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** The writer has it and answers within its own patience. */
    private static Written inFlight(QueuedUnit queued, long patience) throws InterruptedException {
        try {
            return queued.done().get(2 * patience, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ApiException.timeout("the database does not answer, the write may have happened", 1);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof ApiException answer && answer.reason() != Reason.InternalError
                ? answer
                : ApiException.internal(String.valueOf(e.getCause()));
    }

    private void await(long revision) {
        if (!interruptibly(() -> cache.await(revision, settings.patience()))) {
            throw ApiException.timeout("this replica has not reached revision " + revision + " in time", 1);
        }
    }

    private interface Waiting<T> {
        T get() throws InterruptedException;
    }

    private static <T> T interruptibly(Waiting<T> waiting) {
        try {
            return waiting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the request was interrupted");
        }
    }
}
