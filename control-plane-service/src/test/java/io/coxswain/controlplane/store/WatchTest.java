package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WatchTest extends StoreTest {
    private static final int RING = 50;

    @Test
    void aSlowWatcherIsCutOffAndCostsNothing() throws Exception {
        var limit = 64L << 10;
        var store = replica(StoreSettings.DEFAULT.withRingChanges(RING).withHistoryBytes(limit));
        StoredObject current = created(store, "a");
        var slow = new ArrayList<Cursor>();
        for (int i = 0; i < 1000; i++) slow.add(store.watch(PODS, "", "", current.revision()));
        Cursor idle = store.watch(PODS, "elsewhere", "", current.revision());
        Cursor attentive = store.watch(PODS, "default", "a", current.revision());
        for (int i = 0; i < 4 * RING; i++) {
            current = committed(store, update(current, "x".repeat(1000), Attributes.NONE));
            assertThat(attentive.next(Duration.ofSeconds(5))).hasSize(1);
        }
        assertThat(store.cache().historyBytes()).isLessThanOrEqualTo(limit);
        for (Cursor cursor : slow) expired(() -> cursor.next(Duration.ZERO));
        // Nothing happened for it: it has missed nothing, however far the ring has turned.
        assertThat(idle.next(Duration.ZERO)).isEmpty();
        assertThat(idle.progress()).isEqualTo(current.revision());
        committed(store, create(new StoreKey(PODS, "elsewhere", "b"), "1", Attributes.NONE));
        assertThat(idle.next(Duration.ofSeconds(5))).hasSize(1);
    }

    @Test
    void aWatchIsResumedOverARestartWithTheTransitionsOfItsSelector() throws Exception {
        var before = replica();
        StoredObject web = committed(before, create(pod("a"), "1", labels("app", "web")));
        long seen = web.revision();
        StoredObject db = committed(before, update(web, "2", labels("app", "db")));
        committed(before, new Write.Delete(db.key(), db.revision()));
        StoredObject quiet = committed(before, create(pod("b"), "1", labels("app", "db")));
        committed(before, update(quiet, "2", labels("app", "web")));
        before.close();

        var after = replica();
        try (Cursor resumed = after.watch(PODS, "", "", seen)) {
            List<Change> changes = resumed.next(Duration.ofSeconds(5));
            assertThat(changes)
                    .extracting(Change::type)
                    .containsExactly(
                            Change.Type.UPDATED, Change.Type.DELETED, Change.Type.CREATED, Change.Type.UPDATED);
            assertThat(changes)
                    .extracting(Change::previous)
                    .containsExactly(labels("app", "web"), labels("app", "db"), null, labels("app", "db"));
            assertThat(changes)
                    .extracting(change -> change.now().attributes())
                    .containsExactly(
                            labels("app", "db"), labels("app", "db"), labels("app", "db"), labels("app", "web"));
            assertThat(content(changes.get(1).now())).isEqualTo("2");
            StoredObject live = created(after, "c");
            assertThat(resumed.next(Duration.ofSeconds(5)))
                    .extracting(Change::revision)
                    .containsExactly(live.revision());
        }
    }

    @Test
    void aRevisionOfTheFutureIsWaitedForAndThenRefused() throws Exception {
        var store = replica();
        long revision = store.latest().revision();
        assertThatThrownBy(() -> store.notOlderThan(revision + 1, Duration.ofMillis(10)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.Timeout))
                .hasMessageContaining("Too large resource version");
        try (var other = replica()) {
            created(other, "a");
            assertThat(store.notOlderThan(revision + 1, Duration.ofSeconds(5)).get(pod("a")))
                    .isPresent();
        }
    }

    static void expired(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.Expired));
    }
}
