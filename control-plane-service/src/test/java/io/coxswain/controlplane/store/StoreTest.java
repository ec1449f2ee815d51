package io.coxswain.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestDatabase;
import io.coxswain.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A database for each test, replicas of the store on it, and objects. */
abstract class StoreTest {
    static final String PODS = "pods";
    static final String CONFIG_MAPS = "configmaps";

    final TestDatabase database = TestDatabase.create();
    private final List<PostgresStore> replicas = new ArrayList<>();

    PostgresStore replica() throws SQLException {
        return replica(StoreSettings.DEFAULT, Clock.systemUTC());
    }

    PostgresStore replica(StoreSettings settings) throws SQLException {
        return replica(settings, Clock.systemUTC());
    }

    PostgresStore replica(StoreSettings settings, Clock clock) throws SQLException {
        var replica =
                PostgresStore.open(database.dataSource(), settings, BodyCodec.PLAIN, clock, new SimpleMeterRegistry());
        replicas.add(replica);
        return replica;
    }

    @AfterEach
    void end() {
        replicas.forEach(PostgresStore::close);
        database.close();
    }

    static StoreKey pod(String name) {
        return new StoreKey(PODS, "default", name);
    }

    static Body body(StoreKey key, String content) {
        var tree = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        tree.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        tree.putObject("spec").put("content", content);
        return Body.of(tree);
    }

    static String content(StoredObject object) {
        return Json.parseObject(object.json()).path("spec").path("content").asString();
    }

    static Attributes labels(String... keysAndValues) {
        var labels = new java.util.HashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) labels.put(keysAndValues[i], keysAndValues[i + 1]);
        return new Attributes(labels, Map.of("metadata.namespace", "default"));
    }

    static Write create(StoreKey key, String content, Attributes attributes) {
        return new Write.Create(key, "uid-" + key.name(), body(key, content), attributes);
    }

    static Write update(StoredObject current, String content, Attributes attributes) {
        return new Write.Update(current.key(), current.revision(), body(current.key(), content), attributes);
    }

    static StoredObject committed(Store store, Write write) {
        Written written = store.write(WriteUnit.of(Lane.OBJECTS, write));
        assertThat(written).isInstanceOf(Written.Committed.class);
        return ((Written.Committed) written).versions().getFirst();
    }

    static StoredObject created(Store store, String name) {
        return committed(store, create(pod(name), "first", Attributes.NONE));
    }

    /** A number that a query gives. */
    long number(String sql) throws SQLException {
        try (Connection connection = TestDatabase.server()
                        .connect(database.url().substring(database.url().lastIndexOf('/') + 1));
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
