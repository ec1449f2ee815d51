package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.coxswain.controlplane.TestDatabase;
import io.coxswain.controlplane.postgres.PostgresKeeper;
import io.coxswain.status.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CrashTest {
    private static final int KILLS = Boolean.getBoolean("coxswain.long") ? 20 : 5;
    private static final int CLIENTS = 16;

    private final Map<String, StoredObject> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void noAcknowledgedWriteIsLostWhenPostgresIsKilled() throws Exception {
        Path data =
                TestDatabase.home().resolve("crash-" + ProcessHandle.current().pid());
        try (var keeper = PostgresKeeper.start(TestDatabase.home(), data);
                var pool = TestDatabase.pool(
                        keeper.server().url("postgres"),
                        keeper.server().username(),
                        keeper.server().password(),
                        8)) {
            Migrations.apply(pool);
            killWhileWriting(keeper, pool);
            check(pool);
        } finally {
            TestDatabase.delete(data);
        }
    }

    private void killWhileWriting(PostgresKeeper keeper, HikariDataSource pool) throws Exception {
        try (var store = open(pool);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                running.add(clients.submit(() -> write(store, client)));
            }
            for (int i = 0; i < KILLS; i++) {
                int before = acknowledged.size();
                Awaitility.await().until(() -> acknowledged.size() > before + 100);
                ProcessHandle.of(keeper.server().pid()).orElseThrow().destroyForcibly();
            }
            int before = acknowledged.size();
            Awaitility.await().until(() -> acknowledged.size() > before + 100);
            stopped.set(true);
            for (Future<?> client : running) client.get();
        }
    }

    private void write(PostgresStore store, int client) {
        for (int i = 0; !stopped.get(); i++) {
            String name = "pod-" + client + "-" + i;
            try {
                switch (store.write(
                        WriteUnit.of(Lane.OBJECTS, StoreTest.create(StoreTest.pod(name), name, Attributes.NONE)))) {
                    case Written.Committed committed ->
                        acknowledged.put(name, committed.versions().getFirst());
                    // A name is used once: a conflict would mean that a write was done twice.
                    case Written.Conflict conflict -> throw new AssertionError("written twice: " + conflict);
                }
            } catch (ApiException notAcknowledged) {
                unknown.incrementAndGet();
            }
        }
    }

    private void check(HikariDataSource pool) throws Exception {
        try (var store = open(pool)) {
            Snapshot snapshot = store.latest();
            acknowledged.forEach((name, written) -> {
                StoredObject stored =
                        snapshot.get(StoreTest.pod(name)).orElseThrow(() -> new AssertionError("lost: " + name));
                assertThat(stored.revision()).isEqualTo(written.revision());
                assertThat(StoreTest.content(stored)).isEqualTo(name);
            });
            assertThat(snapshot.count(StoreTest.PODS, ""))
                    .isBetween((long) acknowledged.size(), (long) acknowledged.size() + unknown.get());
        }
        try (var connection = pool.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select max(revision) - min(revision) + 1 - count(*) from change")) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    private static PostgresStore open(HikariDataSource pool) throws Exception {
        return PostgresStore.open(
                pool, StoreSettings.DEFAULT, BodyCodec.PLAIN, Clock.systemUTC(), new SimpleMeterRegistry());
    }
}
