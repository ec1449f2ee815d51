package io.coxswain.controlplane.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestDatabase;
import io.coxswain.controlplane.store.Attributes;
import io.coxswain.controlplane.store.Body;
import io.coxswain.controlplane.store.BodyCodec;
import io.coxswain.controlplane.store.Lane;
import io.coxswain.controlplane.store.PostgresStore;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoreSettings;
import io.coxswain.controlplane.store.Write;
import io.coxswain.controlplane.store.WriteUnit;
import io.coxswain.controlplane.store.Written;
import io.coxswain.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

class ObjectsEndpointTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Configuration(proxyBeanMethods = false)
    @Import(HistoryWiring.class)
    @ImportAutoConfiguration(HibernateJpaAutoConfiguration.class)
    static class Wiring {}

    @Test
    void tellsCountsAndTheHistoryOfAnObjectButNoSecrets() throws Exception {
        try (var database = TestDatabase.create();
                var store = PostgresStore.open(
                        database.dataSource(),
                        StoreSettings.DEFAULT,
                        BodyCodec.PLAIN,
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        new SimpleMeterRegistry());
                var context = new SpringApplicationBuilder(Wiring.class)
                        .web(WebApplicationType.NONE)
                        .properties("spring.jpa.hibernate.ddl-auto=validate")
                        .initializers((GenericApplicationContext given) ->
                                given.registerBean("dataSource", DataSource.class, () -> database.dataSource()))
                        .run()) {
            var node = new StoreKey("nodes", "", "n1");
            long created = write(store, new Write.Create(node, "u1", body("Node", "first"), Attributes.NONE));
            long updated = write(store, new Write.Update(node, created, body("Node", "second"), Attributes.NONE));
            long deleted = write(store, new Write.Delete(node, updated));
            var secret = new StoreKey("secrets", "default", "s1");
            write(store, new Write.Create(secret, "u2", body("Secret", "hidden"), Attributes.NONE));

            var endpoint = context.getBean(ObjectsEndpoint.class);
            assertThat(endpoint.counts().objects()).containsExactly(java.util.Map.entry("secrets", 1L));
            List<ObjectHistory.Version> versions =
                    endpoint.history("nodes", "-", "n1").versions();
            assertThat(versions)
                    .extracting(version -> version.revision() + " " + version.type() + " " + version.at())
                    .containsExactly(
                            deleted + " DELETED " + NOON, updated + " UPDATED " + NOON, created + " CREATED " + NOON);
            assertThat(versions)
                    .extracting(version -> Json.object()
                            .set("body", version.body())
                            .path("body")
                            .path("content")
                            .asString())
                    .containsExactly("second", "second", "first");
            assertThat(endpoint.history("secrets", "default", "s1").versions())
                    .singleElement()
                    .satisfies(version -> {
                        assertThat(version.type()).isEqualTo("CREATED");
                        assertThat(version.body()).isNull();
                    });
            assertThat(endpoint.history("nodes", "-", "none").versions()).isEmpty();
        }
    }

    private static Body body(String kind, String content) {
        return Body.of(Json.object().put("kind", kind).put("apiVersion", "v1").put("content", content));
    }

    private static long write(PostgresStore store, Write write) {
        var committed = (Written.Committed) store.write(WriteUnit.of(Lane.OBJECTS, write));
        return committed.versions().getFirst().revision();
    }
}
