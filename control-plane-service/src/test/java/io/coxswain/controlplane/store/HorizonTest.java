package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HorizonTest extends StoreTest {
    private static final StoreSettings SMALL_PARTITIONS = StoreSettings.DEFAULT.withPartitionRevisions(20);

    private final TestClock clock = new TestClock();

    @Test
    void revisionsExpireByTimeAndUntilThenAnyReplicaServesThem() throws Exception {
        var store = replica(StoreSettings.DEFAULT, clock);
        StoredObject first = created(store, "a");
        clock.advance(Duration.ofSeconds(20));
        StoredObject second = committed(store, update(first, "second", Attributes.NONE));
        store.housekeep();
        StoredObject third = committed(store, update(second, "third", Attributes.NONE));
        StoredObject gone = created(store, "gone");
        long last =
                committed(store, new Write.Delete(gone.key(), gone.revision())).revision();
        clock.advance(Duration.ofMinutes(5));
        store.housekeep();
        awaitHorizon(store, second.revision());

        WatchTest.expired(() -> store.at(first.revision()));
        WatchTest.expired(() -> store.watch(PODS, "", "", first.revision()));
        for (PostgresStore replica : java.util.List.of(store, replica(StoreSettings.DEFAULT, clock))) {
            assertThat(content(replica.at(second.revision()).get(pod("a")).orElseThrow()))
                    .isEqualTo("second");
            assertThat(content(replica.at(third.revision()).get(pod("a")).orElseThrow()))
                    .isEqualTo("third");
            assertThat(replica.at(third.revision()).get(pod("gone"))).isEmpty();
            assertThat(replica.at(gone.revision()).get(pod("gone"))).isPresent();
            assertThat(replica.at(last).get(pod("gone"))).isEmpty();
            try (Cursor cursor = replica.watch(PODS, "", "", second.revision())) {
                assertThat(cursor.next(Duration.ofSeconds(5))).hasSize(3);
            }
        }
    }

    @Test
    void aVersionThatLeftTheLogIsKeptBesideTheChangeThatReplacedIt() throws Exception {
        var store = replica(SMALL_PARTITIONS, clock);
        StoredObject old = created(store, "old");
        fill(store, 60);
        passTime(store);
        fill(store, 1);
        passTime(store);
        passTime(store);
        assertThat(number("select count(*) from change where revision = " + old.revision()))
                .isZero();
        long before = store.latest().revision();
        committed(store, update(old, "new", Attributes.NONE));

        var restarted = replica(SMALL_PARTITIONS, clock);
        assertThat(content(restarted.at(before).get(pod("old")).orElseThrow())).isEqualTo("first");
        assertThat(content(restarted.latest().get(pod("old")).orElseThrow())).isEqualTo("new");
    }

    @Test
    void partitionsAreMadeAndDroppedWhileWritesGoOn() throws Exception {
        var store = replica(SMALL_PARTITIONS, clock);
        long start = store.latest().revision();
        var stopped = new AtomicBoolean();
        var acknowledged = new ArrayList<Long>();
        var writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; !stopped.get(); i++)
                acknowledged.add(created(store, "pod-" + i).revision());
        });
        for (int i = 0; i < 6; i++) {
            long reached = store.cached().revision();
            // More than the partitions that were made ahead: the writer must help itself as well.
            Awaitility.await().until(() -> store.cached().revision() > reached + 60 || writing.isDone());
            passTime(store);
        }
        stopped.set(true);
        writing.get(30, TimeUnit.SECONDS);
        for (int i = 0; i < acknowledged.size(); i++)
            assertThat(acknowledged.get(i)).isEqualTo(start + 1 + i);
        assertThat(number("select min(revision) from change")).isGreaterThan(start + 100);
        assertThat(number("select max(revision) - min(revision) + 1 - count(*) from change"))
                .isZero();
        assertThat(store.latest().count(PODS, "")).isEqualTo(acknowledged.size());
    }

    @Test
    void aLongReaderHoldsUpTheDroppingButNotTheWriter() throws Exception {
        var store = replica(SMALL_PARTITIONS, clock);
        fill(store, 60);
        passTime(store);
        passTime(store);
        clock.advance(Duration.ofMinutes(5));
        long first = number("select min(revision) from change");
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from change");
            var dropping = CompletableFuture.runAsync(() -> {
                try {
                    store.housekeep();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            fill(store, 100);
            dropping.get(30, TimeUnit.SECONDS);
            fill(store, 100);
            reader.rollback();
        }
        store.housekeep();
        assertThat(number("select min(revision) from change")).isGreaterThan(first);
    }

    private static void fill(PostgresStore store, int writes) {
        for (int i = 0; i < writes; i++) {
            created(store, "fill-" + store.cached().revision());
        }
    }

    private void passTime(PostgresStore store) throws SQLException {
        clock.advance(Duration.ofMinutes(6));
        store.housekeep();
    }

    private static void awaitHorizon(PostgresStore store, long revision) {
        Awaitility.await().until(() -> store.cache().horizon() == revision);
    }
}
