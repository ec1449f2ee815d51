package io.coxswain.controlplane;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.coxswain.controlplane.postgres.EmbeddedPostgres;
import io.coxswain.controlplane.store.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own for one test, with all tables, on one durable PostgreSQL per JVM. */
public final class TestDatabase implements AutoCloseable {
    private static final String TEMPLATE = "coxswain_template";
    private static final ReentrantLock STARTING = new ReentrantLock();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;

    private final String name;
    private final List<HikariDataSource> pools = new ArrayList<>();

    private TestDatabase(String name) {
        this.name = name;
    }

    public static TestDatabase create() {
        EmbeddedPostgres running = server();
        String name = "test_" + NUMBER.incrementAndGet();
        execute(running, "create database " + name + " template " + TEMPLATE);
        return new TestDatabase(name);
    }

    public String url() {
        return server().url(name);
    }

    public String username() {
        return server().username();
    }

    public String password() {
        return server().password();
    }

    /** A new pool, closed with this database. */
    public HikariDataSource dataSource() {
        return dataSource(8);
    }

    public HikariDataSource dataSource(int size) {
        var pool = pool(url(), username(), password(), size);
        pools.add(pool);
        return pool;
    }

    public static HikariDataSource pool(String url, String username, String password, int size) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        execute(server(), "drop database " + name + " with (force)");
    }

    /** The server that all tests of this JVM share. */
    public static EmbeddedPostgres server() {
        STARTING.lock();
        try {
            if (server == null) server = start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            STARTING.unlock();
        }
    }

    /** Where tests may keep programs and data of PostgreSQL: in the build directory if its user can reach that. */
    public static Path home() throws IOException {
        Path build = Path.of("target").toAbsolutePath();
        for (Path directory = build.getParent(); directory != null; directory = directory.getParent()) {
            if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Path.of(
                        System.getProperty("java.io.tmpdir"), "coxswain-test-" + System.getProperty("user.name"));
            }
        }
        return build.resolve("postgres");
    }

    /** Removes a directory that may be absent. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    private static EmbeddedPostgres start() throws IOException, InterruptedException {
        removeLeftovers();
        Path data = home().resolve("data-" + ProcessHandle.current().pid());
        EmbeddedPostgres started = EmbeddedPostgres.start(home(), data);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndDelete(started)));
        execute(started, "create database " + TEMPLATE);
        var template = new PGSimpleDataSource();
        template.setUrl(started.url(TEMPLATE));
        template.setUser(started.username());
        template.setPassword(started.password());
        Migrations.apply(template);
        return started;
    }

    /** Servers of test runs that were killed. */
    private static void removeLeftovers() throws IOException, InterruptedException {
        if (!Files.isDirectory(home())) return;
        List<Path> directories;
        try (var entries = Files.list(home())) {
            directories = entries.filter(entry -> entry.getFileName().toString().matches("data-\\d+"))
                    .toList();
        }
        for (Path directory : directories) {
            long pid = Long.parseLong(directory.getFileName().toString().substring("data-".length()));
            if (ProcessHandle.of(pid).isPresent()) continue;
            if (Files.exists(directory.resolve("postmaster.pid"))) {
                EmbeddedPostgres.start(home(), directory).stop();
            }
            delete(directory);
        }
    }

    private static void stopAndDelete(EmbeddedPostgres started) {
        try {
            started.close();
            delete(started.dataDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(EmbeddedPostgres on, String sql) {
        try (Connection connection = on.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
