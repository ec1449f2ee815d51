package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends StoreTest {
    @Test
    void aWriteIsReadBackWithItsRevision() throws Exception {
        var store = replica();
        StoredObject created = committed(store, create(pod("a"), "first", labels("app", "web")));
        assertThat(created.createRevision()).isEqualTo(created.revision());
        StoredObject updated = committed(store, update(created, "second", labels("app", "db")));
        assertThat(updated.revision()).isEqualTo(created.revision() + 1);
        assertThat(updated.createRevision()).isEqualTo(created.revision());
        assertThat(updated.uid()).isEqualTo("uid-a");
        StoredObject read = store.latest().get(pod("a")).orElseThrow();
        assertThat(content(read)).isEqualTo("second");
        assertThat(new String(read.json(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"resourceVersion\":\"" + updated.revision() + "\"");
        StoredObject deleted = committed(store, new Write.Delete(pod("a"), updated.revision()));
        assertThat(deleted.revision()).isEqualTo(updated.revision() + 1);
        assertThat(content(deleted)).isEqualTo("second");
        assertThat(deleted.attributes()).isEqualTo(labels("app", "db"));
        assertThat(store.latest().get(pod("a"))).isEmpty();
    }

    @Test
    void aLostRaceIsAConflictWithWhatIsThere() throws Exception {
        var store = replica();
        StoredObject first = created(store, "a");
        StoredObject second = committed(store, update(first, "second", Attributes.NONE));
        var again = store.write(WriteUnit.of(Lane.OBJECTS, create(pod("a"), "x", Attributes.NONE)));
        var stale = store.write(WriteUnit.of(Lane.OBJECTS, update(first, "x", Attributes.NONE)));
        var staleDelete = store.write(WriteUnit.of(Lane.OBJECTS, new Write.Delete(pod("a"), first.revision())));
        for (Written written : List.of(again, stale, staleDelete)) {
            assertThat(written).isInstanceOfSatisfying(Written.Conflict.class, conflict -> {
                assertThat(conflict.key()).isEqualTo(pod("a"));
                StoredObject current = Objects.requireNonNull(conflict.current());
                assertThat(current.revision()).isEqualTo(second.revision());
                assertThat(content(current)).isEqualTo("second");
            });
        }
        var absent = store.write(WriteUnit.of(Lane.OBJECTS, new Write.Delete(pod("none"), 7)));
        assertThat(absent).isEqualTo(new Written.Conflict(pod("none"), null));
        // A lost race takes no revision.
        assertThat(created(store, "b").revision()).isEqualTo(second.revision() + 1);
    }

    @Test
    void aUnitHappensAsAWholeOrNotAtAll() throws Exception {
        var store = replica();
        StoredObject quota = created(store, "quota");
        var unit = new WriteUnit(
                Lane.OBJECTS,
                List.of(new Precondition.Unchanged(quota.key(), quota.revision()), new Precondition.Absent(pod("x"))),
                List.of(create(pod("a"), "1", Attributes.NONE), create(pod("b"), "2", Attributes.NONE)));
        assertThat(store.write(unit)).isInstanceOfSatisfying(Written.Committed.class, all -> {
            assertThat(all.versions()).extracting(v -> v.key().name()).containsExactly("a", "b");
            assertThat(all.versions().get(1).revision())
                    .isEqualTo(all.versions().get(0).revision() + 1);
        });
        long before = store.latest().revision();
        committed(store, update(quota, "used", Attributes.NONE));
        assertThat(store.write(new WriteUnit(
                        Lane.OBJECTS,
                        List.of(new Precondition.Unchanged(quota.key(), quota.revision())),
                        List.of(create(pod("c"), "3", Attributes.NONE)))))
                .isInstanceOfSatisfying(
                        Written.Conflict.class,
                        conflict -> assertThat(conflict.key()).isEqualTo(quota.key()));
        assertThat(store.write(new WriteUnit(
                        Lane.OBJECTS,
                        List.of(),
                        List.of(create(pod("d"), "4", Attributes.NONE), create(pod("a"), "5", Attributes.NONE)))))
                .isInstanceOf(Written.Conflict.class);
        assertThat(store.latest().revision()).isEqualTo(before + 1);
        assertThat(store.latest().list(PODS, "", null))
                .extracting(o -> o.key().name())
                .containsExactly("a", "b", "quota");
    }

    @Test
    void aWatchSeesEachChangeOnceInOrder() throws Exception {
        var store = replica();
        StoredObject first = created(store, "a");
        try (Cursor all = store.watch(PODS, "", "", first.revision());
                Cursor one = store.watch(PODS, "default", "a", first.revision() - 1);
                Cursor other = store.watch(PODS, "elsewhere", "", first.revision())) {
            committed(store, create(pod("b"), "1", labels("app", "web")));
            StoredObject changed = committed(store, update(first, "second", labels("app", "web")));
            committed(store, create(new StoreKey(CONFIG_MAPS, "default", "c"), "1", Attributes.NONE));
            committed(store, new Write.Delete(changed.key(), changed.revision()));

            assertThat(all.next(Duration.ofSeconds(5)))
                    .extracting(
                            change -> change.type() + " " + change.now().key().name())
                    .containsExactly("CREATED b", "UPDATED a", "DELETED a");
            assertThat(one.next(Duration.ofSeconds(5)))
                    .extracting(Change::type)
                    .containsExactly(Change.Type.CREATED, Change.Type.UPDATED, Change.Type.DELETED);
            assertThat(other.next(Duration.ofMillis(1))).isEmpty();
            assertThat(other.progress()).isEqualTo(store.cached().revision());
        }
    }

    @Test
    void listsAreOrderedAndContinueBehindAKey() throws Exception {
        var store = replica();
        for (String name : List.of("c", "a", "b")) created(store, name);
        committed(store, create(new StoreKey(PODS, "default-2", "a"), "1", Attributes.NONE));
        Snapshot snapshot = store.latest();
        assertThat(snapshot.count(PODS, "")).isEqualTo(4);
        assertThat(snapshot.count(PODS, "default")).isEqualTo(3);
        assertThat(snapshot.list(PODS, "default", pod("a")))
                .extracting(object -> object.key().name())
                .containsExactly("b", "c");
        assertThat(snapshot.list(PODS, "", pod("c")))
                .extracting(StoredObject::key)
                .containsExactly(new StoreKey(PODS, "default-2", "a"));
    }
}
