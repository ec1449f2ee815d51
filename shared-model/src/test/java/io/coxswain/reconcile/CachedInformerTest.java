package io.coxswain.reconcile;

import static io.coxswain.reconcile.ScriptedApi.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedInformerTest {
    private final ScriptedApi api = new ScriptedApi();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private CachedInformer<ConfigMap> informer;

    @BeforeEach
    void start() throws Exception {
        api.state("5", configMap("a", "3"), configMap("b", "4"));
        informer = new CachedInformer<>(
                api,
                Kinds.CONFIG_MAP,
                ListOptions.everything(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)));
        assertThat(informer.awaitSynced(Duration.ofSeconds(5))).isTrue();
        informer.onChange(change -> told.add(
                switch (change) {
                    case Change.Added<ConfigMap>(var now) -> "+" + text(now);
                    case Change.Updated<ConfigMap>(var before, var now) -> text(before) + ">" + text(now);
                    case Change.Deleted<ConfigMap>(var last) -> "-" + text(last);
                }));
    }

    @AfterEach
    void stop() {
        informer.close();
    }

    @Test
    void tellsWhatIsThereAndThenEveryChange() {
        api.tell(WatchEvent.Type.ADDED, configMap("c", "6"));
        api.tell(WatchEvent.Type.MODIFIED, configMap("a", "7"));
        api.tell(WatchEvent.Type.DELETED, configMap("b", "8"));

        await().untilAsserted(() -> assertThat(told).containsExactly("+a3", "+b4", "+c6", "a3>a7", "-b8"));
        assertThat(informer.list("default"))
                .extracting(CachedInformerTest::text)
                .containsExactly("a7", "c6");
        assertThat(informer.list("defaul")).isEmpty();
        assertThat(informer.get(new ObjectKey("default", "b"))).isEmpty();
    }

    @Test
    void watchesOnFromTheLastBookmarkAfterALostStream() {
        api.tell(WatchEvent.Type.BOOKMARK, bookmark("40"));
        api.fail(ApiException.unavailable("the stream ended"));

        await().untilAsserted(() -> assertThat(api.watchedFrom).containsExactly("5", "40"));
        assertThat(api.lists).hasValue(2);
        assertThat(told).containsExactly("+a3", "+b4");
    }

    @Test
    void listsAgainWhenExpiredAndTellsOnlyTheDifference() {
        api.state("90", configMap("a", "3"), configMap("c", "80"));
        api.fail(ApiException.expired("too old resource version"));

        await().untilAsserted(() -> assertThat(told).containsExactly("+a3", "+b4", "+c80", "-b4"));
        await().untilAsserted(() -> assertThat(api.watchedFrom).containsExactly("5", "90"));
    }

    @Test
    void indexFollowsTheValuesOfAnObject() {
        Index<ConfigMap> byVersion = informer.index(
                "version", object -> Stream.of(object.getMetadata().getResourceVersion()));
        assertThat(byVersion.get("3")).extracting(CachedInformerTest::text).containsExactly("a3");

        api.tell(WatchEvent.Type.MODIFIED, configMap("a", "7"));
        await().untilAsserted(() -> assertThat(byVersion.get("7"))
                .extracting(CachedInformerTest::text)
                .containsExactly("a7"));
        assertThat(byVersion.get("3")).isEmpty();
    }

    @Test
    void survivesAListenerAndAnObjectThatAreBroken() {
        informer.onChange(_ -> {
            throw new IllegalStateException("a listener with a fault");
        });
        var broken = configMap("broken", "6");
        broken.put("data", "not a map");
        api.tell(WatchEvent.Type.ADDED, broken);
        api.tell(WatchEvent.Type.ADDED, configMap("c", "7"));

        await().untilAsserted(() -> assertThat(told).containsExactly("+a3", "+b4", "+c7"));
    }

    private static tools.jackson.databind.node.ObjectNode bookmark(String revision) {
        var object = Json.object();
        object.putObject("metadata").put("resourceVersion", revision);
        return object;
    }

    private static String text(ConfigMap object) {
        return object.getMetadata().getName() + object.getMetadata().getResourceVersion();
    }
}
