package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EpochTest extends StoreTest {
    @Test
    void aNewEpochExpiresEverythingAndJumpsAhead() throws Exception {
        var store = replica();
        var other = replica();
        StoredObject old = created(store, "a");
        Cursor watcher = store.watch(PODS, "", "", old.revision());
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(Epoch.raise(connection)).isEqualTo(2);
        }
        for (PostgresStore replica : java.util.List.of(store, other)) {
            assertThat(replica.latest().revision()).isEqualTo(old.revision() + Epoch.JUMP);
            WatchTest.expired(() -> replica.at(old.revision()));
            WatchTest.expired(() -> replica.watch(PODS, "", "", old.revision()));
        }
        WatchTest.expired(() -> watcher.next(Duration.ofSeconds(5)));
        StoredObject updated = committed(other, update(old, "new", Attributes.NONE));
        assertThat(updated.revision()).isEqualTo(old.revision() + Epoch.JUMP + 1);
        assertThat(content(store.latest().get(pod("a")).orElseThrow())).isEqualTo("new");
    }

    @Test
    void aReplicaThatHasSeenMoreThanTheDatabaseHoldsEndsTheEpoch() throws Exception {
        var store = replica();
        StoredObject kept = created(store, "kept");
        StoredObject lost = created(store, "lost");
        // What a stand-by that lagged behind, or a copy of the data from before, looks like.
        execute("delete from change where revision = " + lost.revision(), "delete from object where name = 'lost'");
        StoredObject next = created(store, "next");
        assertThat(next.revision()).isGreaterThan(lost.revision() + Epoch.JUMP);
        assertThat(store.latest().get(pod("lost"))).isEmpty();
        assertThat(store.latest().get(pod("kept"))).map(StoredObject::revision).contains(kept.revision());
    }

    @Test
    void anotherTimelineEndsTheEpoch() throws Exception {
        var store = replica();
        StoredObject old = created(store, "a");
        execute("update store_meta set timeline = timeline + 1");
        Awaitility.await().until(() -> store.cache().epoch() == 2);
        assertThat(store.latest().revision()).isEqualTo(old.revision() + Epoch.JUMP);
        assertThat(number("select epoch from store_meta")).isEqualTo(2);
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) statement.execute(sql);
            connection.commit();
        }
    }
}
