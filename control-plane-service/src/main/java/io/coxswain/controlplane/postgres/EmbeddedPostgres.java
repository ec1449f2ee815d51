package io.coxswain.controlplane.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A durable PostgreSQL server on a free loopback port. A server of the same data directory that still runs, such as
 * after this process was killed, is adopted.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETRY_DELAY = Duration.ofMillis(100);
    private static final long LARGEST_LOG_BYTES = 10L << 20;

    private final Binaries binaries;
    private final ServerAccount account;
    private final DataDirectory data;
    private final String password;
    private final Postmaster postmaster;
    private final boolean adopted;

    private EmbeddedPostgres(
            Binaries binaries, ServerAccount account, DataDirectory data, Postmaster postmaster, boolean adopted)
            throws IOException {
        this.binaries = binaries;
        this.account = account;
        this.data = data;
        this.password = data.password();
        this.postmaster = postmaster;
        this.adopted = adopted;
    }

    /**
     * Starts or adopts the server. Several processes may call this for the same directories at a time.
     *
     * @param home where programs and the template are kept, for any number of data directories
     * @param dataDirectory made from the template where it is not there yet
     */
    public static EmbeddedPostgres start(Path home, Path dataDirectory) throws IOException, InterruptedException {
        Path root = home.toAbsolutePath().normalize();
        Files.createDirectories(root);
        try (var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid()) throw new IOException("no lock on " + root);
            Binaries binaries = Binaries.unpacked(root);
            ServerAccount account = ServerAccount.ofThisProcess();
            var data = new DataDirectory(dataDirectory, account);
            data.prepare(root, binaries);
            Optional<Postmaster> running = Postmaster.of(data.path());
            if (running.isPresent()) {
                var found = new EmbeddedPostgres(binaries, account, data, running.get(), true);
                if (found.answers()) return found;
                found.stop();
            }
            return launch(binaries, account, data);
        }
    }

    /** Whether the server ran already. */
    public boolean adopted() {
        return adopted;
    }

    public long pid() {
        return postmaster.pid();
    }

    public int port() {
        return postmaster.port();
    }

    public String username() {
        return DataDirectory.USER;
    }

    public String password() {
        return password;
    }

    public Path dataDirectory() {
        return data.path();
    }

    /** The JDBC URL of a database, without user name and password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** A connection that the caller closes. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), username(), password);
    }

    /** Makes a database if there is none of this name. */
    public void createDatabase(String name) throws SQLException {
        try (Connection connection = connect("postgres");
                var find = connection.prepareStatement("select 1 from pg_database where datname = ?");
                var create = connection.createStatement()) {
            find.setString(1, name);
            try (var found = find.executeQuery()) {
                if (!found.next()) create.execute("create database " + create.enquoteIdentifier(name, true));
            }
        }
    }

    public boolean isRunning() {
        return postmaster.worksIn(data.path());
    }

    /** Ends all sessions and stops the server with a checkpoint; at once where that hangs. */
    public void stop() throws IOException, InterruptedException {
        if (!isRunning()) return;
        try {
            stop("fast", 30);
        } catch (IOException stuck) {
            if (isRunning()) stop("immediate", 30);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was stopping", interrupted);
        }
    }

    private void stop(String mode, int seconds) throws IOException, InterruptedException {
        account.run(
                data.path(),
                List.of(
                        binaries.program("pg_ctl"),
                        "stop",
                        "-D",
                        data.path().toString(),
                        "-m",
                        mode,
                        "-w",
                        "-t",
                        Integer.toString(seconds)));
        awaitEnd(seconds);
    }

    /** The program is told that the server has stopped a moment before its process is gone. */
    private void awaitEnd(int seconds) throws IOException, InterruptedException {
        var process = ProcessHandle.of(pid());
        if (process.isEmpty()) return;
        try {
            process.get().onExit().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IOException("the process of PostgreSQL does not end", stuck);
        }
    }

    private static EmbeddedPostgres launch(Binaries binaries, ServerAccount account, DataDirectory data)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        if (Files.exists(data.log()) && Files.size(data.log()) > LARGEST_LOG_BYTES) {
            Files.move(data.log(), data.path().resolve("coxswain.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        while (true) {
            // The children of a killed server go within moments and hold its memory until then; a free port may be
            // taken by another process in between. Both end with another try.
            Postmaster.forget(data.path());
            data.configure(data.port());
            IOException failure = null;
            try {
                account.run(
                        data.path(),
                        List.of(
                                binaries.program("pg_ctl"),
                                "start",
                                "-D",
                                data.path().toString(),
                                "-l",
                                data.log().toString(),
                                "-w",
                                "-t",
                                Long.toString(START_PATIENCE.toSeconds())));
            } catch (IOException failed) {
                failure = failed;
            }
            Optional<Postmaster> started = Postmaster.of(data.path());
            if (failure == null && started.isPresent()) {
                return new EmbeddedPostgres(binaries, account, data, started.get(), false);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL does not start, see " + data.log(), failure);
            }
            LockSupport.parkNanos(RETRY_DELAY.toNanos());
        }
    }

    private boolean answers() {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        @Nullable SQLException failure = null;
        while (isRunning() && System.nanoTime() < deadline) {
            try (Connection connection = connect("postgres")) {
                if (connection.isValid(5)) return true;
            } catch (SQLException notYet) {
                // 57P03: it is starting up, such as after a crash. Anything else will not mend itself.
                failure = notYet;
                if (!"57P03".equals(notYet.getSQLState())) return false;
            }
            LockSupport.parkNanos(RETRY_DELAY.toNanos());
        }
        return failure == null && isRunning();
    }
}
