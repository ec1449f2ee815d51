package io.coxswain.controlplane.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.controlplane.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {
    private final Path data;

    EmbeddedPostgresTest() throws Exception {
        // Beside the data directories of other tests, so that the move into place stays within one file system.
        data = TestDatabase.home().resolve("own-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void remove() throws Exception {
        Postmaster.of(data).ifPresent(running -> ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroy));
        Awaitility.await().until(() -> Postmaster.of(data).isEmpty());
        TestDatabase.delete(data);
    }

    @Test
    void isDurableAndLetsNobodyInWithoutThePassword() throws Exception {
        try (var server = EmbeddedPostgres.start(TestDatabase.home(), data)) {
            assertThat(show(server, "fsync")).isEqualTo("on");
            assertThat(show(server, "synchronous_commit")).isEqualTo("on");
            assertThat(show(server, "full_page_writes")).isEqualTo("on");
            assertThat(show(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(server.url("postgres"), server.username(), "guess"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
        assertThat(Postmaster.of(data)).isEmpty();
    }

    @Test
    void aRunningServerIsAdopted() throws Exception {
        // What a killed JVM leaves behind: a server that nobody holds.
        var first = EmbeddedPostgres.start(TestDatabase.home(), data);
        first.createDatabase("kept");
        var second = EmbeddedPostgres.start(TestDatabase.home(), data);
        assertThat(first.adopted()).isFalse();
        assertThat(second.adopted()).isTrue();
        assertThat(second.pid()).isEqualTo(first.pid());
        second.createDatabase("kept");
        second.stop();
        assertThat(first.isRunning()).isFalse();
    }

    @Test
    void aKilledServerStartsAgainWithItsData() throws Exception {
        var killed = EmbeddedPostgres.start(TestDatabase.home(), data);
        try (var connection = killed.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as answer");
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
        }
        try (var again = EmbeddedPostgres.start(TestDatabase.home(), data);
                var connection = again.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select answer from kept")) {
            assertThat(again.adopted()).isFalse();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    private static String show(EmbeddedPostgres server, String setting) throws SQLException {
        try (var connection = server.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
