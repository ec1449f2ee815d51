package io.coxswain.controlplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change log and brings what other replicas committed into the cache, woken by notifications and by a
 * timer. Never steps over a gap: it reads everything anew instead. Notices lost revisions and begins a new epoch.
 */
final class Tailer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tailer.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long the writer may take from its commit until its changes are in the cache. */
    private static final Duration OWN_COMMIT = Duration.ofMillis(2);

    private final StoreSettings settings;
    private final WatchCache cache;
    private final Loader loader;
    private final ChangeLog changeLog;
    private final StoreMetrics metrics;
    private final IntSupplier ownBackend;
    private final Session session;
    private final Thread thread;
    private volatile boolean closed;

    Tailer(
            DataSource database,
            StoreSettings settings,
            WatchCache cache,
            Loader loader,
            ChangeLog changeLog,
            StoreMetrics metrics,
            IntSupplier ownBackend) {
        this.ownBackend = ownBackend;
        this.settings = settings;
        this.cache = cache;
        this.loader = loader;
        this.changeLog = changeLog;
        this.metrics = metrics;
        this.session = new Session(database, settings.patience());
        this.thread = Thread.ofPlatform().daemon().name("store-tailer").unstarted(this::run);
    }

    /** Loads the cache, then follows in the background. */
    void start() throws SQLException {
        listen();
        reload(checked(Status.read(session.connection())));
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(settings.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean away = false;
        while (!closed) {
            try {
                if (!session.isOpen()) {
                    listen();
                    follow();
                    if (away) log.info("the database is back");
                    away = false;
                }
                if (isDue(notifications())) follow();
            } catch (SQLException e) {
                if (!away && !closed) log.warn("the database is away: {}", e.getMessage());
                away = true;
                metrics.reconnect();
                session.discard();
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (InterruptedException e) {
                closed = true;
                Thread.currentThread().interrupt();
            } catch (RuntimeException fault) {
                log.error("a change could not be read", fault);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        session.close();
    }

    private void listen() throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("listen coxswain_store");
        }
    }

    private PGNotification[] notifications() throws SQLException {
        PGNotification[] notifications = session.connection()
                .unwrap(PGConnection.class)
                .getNotifications(Math.toIntExact(settings.poll().toMillis()));
        return notifications == null ? new PGNotification[0] : notifications;
    }

    /** After silence, and where something is new: the writer brings this replica's own commits by itself. */
    private boolean isDue(PGNotification[] notifications) throws InterruptedException {
        if (notifications.length == 0) return true;
        for (PGNotification notification : notifications) {
            long revision = Long.parseLong(notification.getParameter());
            Duration patience = notification.getPID() == ownBackend.getAsInt() ? OWN_COMMIT : Duration.ZERO;
            if (!cache.await(revision, patience)) return true;
        }
        return false;
    }

    private void follow() throws SQLException {
        Connection connection = session.connection();
        long reached = cache.revision();
        Status status = Status.read(connection);
        boolean lost = status.epoch() == cache.epoch() && status.revision() < reached;
        if (lost || !status.sameServer()) {
            Epoch.raise(
                    connection,
                    status.epoch(),
                    reached,
                    lost ? "lost revisions: " + status.revision() + " behind " + reached : "another timeline");
            status = Status.read(connection);
        }
        if (status.epoch() != cache.epoch()) {
            reload(status);
            return;
        }
        cache.horizon(status.horizon());
        while (!closed && cache.revision() < status.revision()) {
            List<Change> changes = changeLog.behind(connection, cache.revision());
            if (!changes.isEmpty() && cache.apply(status.epoch(), changes)) continue;
            // An epoch that began in between shows as a gap too.
            Status now = Status.read(connection);
            if (now.epoch() == status.epoch()) {
                log.error("the change log has a gap behind revision {}; reading everything anew", cache.revision());
            }
            reload(now);
            return;
        }
    }

    private Status checked(Status status) throws SQLException {
        if (status.sameServer()) return status;
        Epoch.raise(session.connection(), status.epoch(), status.revision(), "another timeline or server");
        return Status.read(session.connection());
    }

    private void reload(Status status) throws SQLException {
        log.info("reading all objects at revision {} of epoch {}", status.revision(), status.epoch());
        metrics.reload();
        cache.reset(loader.load(session.connection()));
    }
}
