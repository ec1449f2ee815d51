package io.coxswain.controlplane.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an embedded server running: one that dies is started again on the same port, until this is closed. */
public final class PostgresKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresKeeper.class);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final Path home;
    private final Path dataDirectory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Thread thread;
    private EmbeddedPostgres server;
    private boolean closed;

    private PostgresKeeper(Path home, Path dataDirectory, EmbeddedPostgres server) {
        this.home = home;
        this.dataDirectory = dataDirectory;
        this.server = server;
        this.thread = Thread.ofVirtual().name("postgres-keeper").unstarted(this::keep);
    }

    /** Starts or adopts the server, as {@link EmbeddedPostgres#start} does, and stays with it. */
    public static PostgresKeeper start(Path home, Path dataDirectory) throws IOException, InterruptedException {
        var keeper = new PostgresKeeper(home, dataDirectory, EmbeddedPostgres.start(home, dataDirectory));
        keeper.thread.start();
        return keeper;
    }

    /** The server as it runs now; its process is another after it died. */
    public EmbeddedPostgres server() {
        lock.lock();
        try {
            return server;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the server. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            server.close();
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        try {
            while (awaitEnd()) restart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True where the server has to be started again. */
    private boolean awaitEnd() throws InterruptedException {
        CompletableFuture<ProcessHandle> end = ProcessHandle.of(server().pid())
                .map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(ProcessHandle.current()));
        try {
            end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void restart() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                try {
                    int port = server.port();
                    server = EmbeddedPostgres.start(home, dataDirectory);
                    log.warn("PostgreSQL had ended and was started again as process {}", server.pid());
                    if (server.port() == port) return;
                    log.error("PostgreSQL's port {} is taken by another process; it runs on {}", port, server.port());
                    return;
                } catch (IOException e) {
                    log.error("PostgreSQL has ended and does not start: {}", e.getMessage());
                    long left = TimeUnit.NANOSECONDS.convert(RETRY_DELAY);
                    while (!closed && left > 0) left = closing.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
