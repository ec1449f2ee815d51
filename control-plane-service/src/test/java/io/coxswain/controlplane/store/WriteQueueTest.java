package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WriteQueueTest extends StoreTest {
    private static final int BOUND = 8;

    @Test
    void aFullQueueShedsEventsFirstAndThenAnswersTooManyRequests() throws Exception {
        var queue = new WriteQueue(StoreSettings.DEFAULT.withQueueUnits(BOUND));
        var events = new ArrayList<QueuedUnit>();
        for (int i = 0; i < BOUND / 2; i++) events.add(add(queue, Lane.EVENTS, "event-" + i));
        tooMany(() -> add(queue, Lane.EVENTS, "event-x"));
        for (int i = 0; i < BOUND; i++) add(queue, i == 0 ? Lane.LEASES : Lane.OBJECTS, "object-" + i);
        assertThat(events).allSatisfy(event -> assertThat(event.done()).isCompletedExceptionally());
        tooMany(() -> add(queue, Lane.OBJECTS, "object-x"));
        tooMany(() -> add(queue, Lane.LEASES, "lease-x"));
        assertThat(queue.take(0)).hasSize(BOUND);
        assertThat(queue.length(Lane.EVENTS)).isZero();
    }

    @Test
    void leasesGoFirstEventsLastAndAKeyGoesOnceInABatch() throws Exception {
        var queue = new WriteQueue(StoreSettings.DEFAULT);
        QueuedUnit event = add(queue, Lane.EVENTS, "e");
        QueuedUnit object = add(queue, Lane.OBJECTS, "a");
        QueuedUnit again = add(queue, Lane.OBJECTS, "a");
        QueuedUnit other = add(queue, Lane.OBJECTS, "b");
        QueuedUnit lease = add(queue, Lane.LEASES, "l");
        assertThat(other.giveUp()).isTrue();
        assertThat(queue.take(0)).containsExactly(lease, object, event);
        assertThat(queue.take(0)).containsExactly(again);
        assertThat(queue.take(0)).isEmpty();
    }

    @Test
    void whenTheDatabaseHangsTheStoreRefusesMoreThanItsBound() throws Exception {
        var store = replica(StoreSettings.DEFAULT.withQueueUnits(BOUND));
        created(store, "before");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            statement.execute("select * from store_meta for update");
            var answers = new ArrayList<Future<StoredObject>>();
            answers.add(clients.submit(() -> created(store, "stuck")));
            Awaitility.await()
                    .until(() -> store.queued() == 0 && number("select count(*) from pg_locks where not granted") > 0);
            for (int i = 0; i < BOUND; i++) {
                String name = "waiting-" + i;
                answers.add(clients.submit(() -> created(store, name)));
            }
            Awaitility.await().until(() -> store.queued() == BOUND);
            tooMany(() -> created(store, "too-much"));
            connection.rollback();
            for (Future<StoredObject> answer : answers) assertThat(answer.get()).isNotNull();
        }
    }

    private static QueuedUnit add(WriteQueue queue, Lane lane, String name) {
        var unit = new QueuedUnit(new WriteUnit(lane, List.of(), List.of(create(pod(name), "1", Attributes.NONE))));
        queue.add(unit);
        return unit;
    }

    private static void tooMany(Callable<?> call) {
        assertThatThrownBy(call::call).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.TooManyRequests);
            assertThat(e.retryAfterSeconds()).isPositive();
        });
    }
}
