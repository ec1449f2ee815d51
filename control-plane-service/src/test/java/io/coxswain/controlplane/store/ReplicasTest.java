package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Several replicas on one database, without a leader. */
class ReplicasTest extends StoreTest {
    private static final int REPLICAS = 3;
    private static final int CLIENTS = 4;
    private static final int WRITES = 40;

    @Test
    void concurrentWritersMakeOneDenseSequenceThatAllReplicasSee() throws Exception {
        var replicas = new ArrayList<PostgresStore>();
        for (int i = 0; i < REPLICAS; i++) replicas.add(replica());
        long start = replicas.getFirst().latest().revision();
        List<Cursor> watchers = replicas.stream()
                .map(replica -> replica.watch(PODS, "", "", start))
                .toList();
        Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < REPLICAS * CLIENTS; i++) {
                PostgresStore replica = replicas.get(i % REPLICAS);
                int client = i;
                running.add(clients.submit(() -> writeAll(replica, client, acknowledged)));
            }
            for (Future<?> client : running) client.get();
        }
        long end = start + (long) REPLICAS * CLIENTS * WRITES * 2;
        assertThat(acknowledged).hasSize(REPLICAS * CLIENTS * WRITES * 2);
        for (PostgresStore replica : replicas)
            assertThat(replica.latest().revision()).isEqualTo(end);
        assertThat(number("select max(revision) - min(revision) + 1 - count(*) from change"))
                .isZero();
        for (Cursor watcher : watchers) {
            var seen = new ArrayList<Change>();
            while (seen.isEmpty() || seen.getLast().revision() < end) seen.addAll(watcher.next(Duration.ofSeconds(5)));
            assertThat(seen)
                    .extracting(Change::revision)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(start + 1, end).boxed().toList());
            var contents = new HashMap<Long, String>();
            seen.forEach(change -> contents.put(change.revision(), content(change.now())));
            assertThat(contents).isEqualTo(acknowledged);
        }
    }

    /** Half of the writes are to one object that all clients change. */
    private static void writeAll(PostgresStore store, int client, Map<Long, String> acknowledged) {
        for (int i = 0; i < WRITES; i++) {
            String content = client + "/" + i;
            StoredObject own = committed(store, create(pod("own-" + client + "-" + i), content, Attributes.NONE));
            acknowledged.put(own.revision(), content);
            StoredObject shared = writeShared(store, content);
            acknowledged.put(shared.revision(), content);
        }
    }

    private static StoredObject writeShared(PostgresStore store, String content) {
        StoredObject current = store.cached().get(pod("shared")).orElse(null);
        while (true) {
            Write write = current == null
                    ? create(pod("shared"), content, Attributes.NONE)
                    : update(current, content, Attributes.NONE);
            switch (store.write(WriteUnit.of(Lane.OBJECTS, write))) {
                case Written.Committed committed -> {
                    return committed.versions().getFirst();
                }
                case Written.Conflict conflict -> current = conflict.current();
            }
        }
    }

    @Test
    void whatOneReplicaAcknowledgedIsInTheNextReadOfAnother() throws Exception {
        var writer = replica();
        var reader = replica();
        StoredObject current = created(writer, "a");
        for (int i = 0; i < 50; i++) {
            current = committed(writer, update(current, "version " + i, Attributes.NONE));
            StoredObject read = reader.latest().get(pod("a")).orElseThrow();
            assertThat(content(read)).isEqualTo("version " + i);
        }
    }
}
