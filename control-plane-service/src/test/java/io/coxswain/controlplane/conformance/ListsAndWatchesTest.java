package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import io.coxswain.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Lists in pages, and watches. */
class ListsAndWatchesTest {
    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        api = Wire.admin(controlPlane);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("Servers with support for API chunking should return chunks of results for list calls")
    void listsInPages() {
        String maps = namespace("pages");
        for (int at = 0; at < 40; at++) create(maps, "map-%02d".formatted(at), "x");
        String first = "";
        for (int limit : List.of(1, 17, 39, 40, 41)) {
            List<String> names = new ArrayList<>();
            String token = "";
            do {
                Answer page = api.get(maps + "?limit=" + limit + (token.isEmpty() ? "" : "&continue=" + token));
                assertThat(page.code()).as(page.message()).isEqualTo(200);
                if (names.isEmpty()) first = page.version();
                assertThat(page.version()).isEqualTo(first);
                names.addAll(page.body().path("items").findValuesAsString("name"));
                assertThat(page.body().path("items").size()).isLessThanOrEqualTo(limit);
                assertThat(page.body().at("/metadata/remainingItemCount").asInt(0))
                        .isEqualTo(40 - names.size());
                token = page.body().at("/metadata/continue").asString("");
                if (names.size() == 1) create(maps, "map-00-late-" + limit, "x");
            } while (!token.isEmpty());
            assertThat(names).hasSize(40).isSorted().doesNotHaveDuplicates();
            api.delete(maps + "/map-00-late-" + limit, "");
        }
        Answer selected = api.get(maps + "?limit=3&labelSelector=tier%3Dx");
        assertThat(selected.body().at("/metadata").has("remainingItemCount")).isFalse();
        assertThat(selected.body().at("/metadata/continue").asString("")).isNotEmpty();
        assertThat(api.get(maps + "?limit=3&resourceVersion=0").body().path("items"))
                .hasSize(40);
    }

    @Test
    @DisplayName("Servers with support for API chunking should support continue listing from the last key if the"
            + " original version has been compacted away, though the list is inconsistent [Slow]")
    void goesOnFromTheLastKey() {
        String maps = namespace("expired");
        for (String name : List.of("a", "b", "c", "d")) create(maps, name, "x");
        Answer first = api.get(maps + "?limit=2");
        String token = first.body().at("/metadata/continue").asString("");
        create(maps, "bb", "x");
        create(maps, "aa", "x");
        expire();
        await().until(() -> api.get(maps + "?limit=2&continue=" + token).code() == 410);
        Answer expired = api.get(maps + "?limit=2&continue=" + token);
        assertThat(expired.body().path("reason").asString("")).isEqualTo("Expired");
        assertThat(expired.message())
                .startsWith("The provided continue parameter is too old to display a consistent list result.");
        String inconsistent = expired.body().at("/metadata/continue").asString("");
        Answer rest = api.get(maps + "?limit=2&continue=" + inconsistent);
        assertThat(rest.body().path("items").findValuesAsString("name")).containsExactly("bb", "c");
        assertThat(Long.parseLong(rest.version())).isGreaterThan(Long.parseLong(first.version()));
        Answer last = api.get(maps + "?limit=2&continue="
                + rest.body().at("/metadata/continue").asString(""));
        assertThat(last.body().path("items").findValuesAsString("name")).containsExactly("d");

        Answer exact = api.get(maps + "?resourceVersionMatch=Exact&resourceVersion=" + first.version());
        assertThat(exact.code()).isEqualTo(410);
        String stream = api.send("GET", maps + "?watch=true&resourceVersion=" + first.version(), "", "")
                .body();
        ObjectNode error = Json.parseObject(stream.lines().findFirst().orElseThrow());
        ObjectNode status = error.has("object") ? (ObjectNode) error.path("object") : error;
        assertThat(status.path("code").asInt(0)).isEqualTo(410);
        assertThat(status.path("reason").asString("")).isEqualTo("Expired");
    }

    @Test
    @DisplayName("Watchers should observe add, update, and delete watch notifications on configmaps")
    void watchesByLabels() {
        String maps = namespace("labels");
        String start = api.get(maps).version();
        create(maps, "one", "a");
        create(maps, "two", "b");
        data(maps, "one", "1");
        data(maps, "two", "1");
        api.delete(maps + "/one", "");
        api.delete(maps + "/two", "");
        assertThat(events(maps, start, "&labelSelector=tier%3Da"))
                .containsExactly("ADDED one", "MODIFIED one 1", "DELETED one 1");
        assertThat(events(maps, start, "&labelSelector=tier%3Db"))
                .containsExactly("ADDED two", "MODIFIED two 1", "DELETED two 1");
        assertThat(events(maps, start, "&labelSelector=tier+in+(a,b)"))
                .containsExactly(
                        "ADDED one", "ADDED two", "MODIFIED one 1", "MODIFIED two 1", "DELETED one 1", "DELETED two 1");
    }

    @Test
    @DisplayName("Watchers should be able to start watching from a specific resource version")
    void watchesFromAVersion() {
        String maps = namespace("from");
        create(maps, "one", "a");
        String first = data(maps, "one", "1").version();
        data(maps, "one", "2");
        api.delete(maps + "/one", "");
        assertThat(events(maps, first, "")).containsExactly("MODIFIED one 2", "DELETED one 2");
    }

    @Test
    @DisplayName("Watchers should be able to restart watching from the last resource version observed by the previous"
            + " watch")
    void watchesOn() {
        String maps = namespace("again");
        String start = api.get(maps).version();
        create(maps, "one", "a");
        data(maps, "one", "1");
        List<ObjectNode> seen = stream(maps, start, "");
        String last = seen.getLast().at("/object/metadata/resourceVersion").asString("");
        data(maps, "one", "2");
        api.delete(maps + "/one", "");
        assertThat(events(maps, last, "")).containsExactly("MODIFIED one 2", "DELETED one 2");
    }

    @Test
    @DisplayName("Watchers should observe an object deletion if it stops meeting the requirements of the selector")
    void leavingASelectorIsADeletion() {
        String maps = namespace("leaving");
        String start = api.get(maps).version();
        create(maps, "one", "a");
        data(maps, "one", "1");
        relabel(maps, "one", "other");
        data(maps, "one", "2");
        relabel(maps, "one", "a");
        data(maps, "one", "3");
        api.delete(maps + "/one", "");
        assertThat(events(maps, start, "&labelSelector=tier%3Da"))
                .containsExactly(
                        "ADDED one",
                        "MODIFIED one 1",
                        "DELETED one 1",
                        "ADDED one 2",
                        "MODIFIED one 3",
                        "DELETED one 3");
    }

    @Test
    @DisplayName("Watchers should receive events on concurrent watches in same order")
    void allWatchersSeeOneOrder() {
        String maps = namespace("order");
        List<CompletableFuture<HttpResponse<Stream<String>>>> watches = new ArrayList<>();
        for (int at = 0; at < 30; at++) {
            String from = create(maps, "map-" + at, "a").version();
            data(maps, "map-" + at, "1");
            if (at % 3 == 0) api.delete(maps + "/map-" + at, "");
            watches.add(api.client()
                    .sendAsync(
                            HttpRequest.newBuilder(controlPlane.uri(
                                            maps + "?watch=true&timeoutSeconds=2&resourceVersion=" + from))
                                    .build(),
                            BodyHandlers.ofLines()));
        }
        List<List<String>> orders = watches.stream()
                .map(watch -> watch.join()
                        .body()
                        .map(line -> Json.parseObject(line)
                                .at("/object/metadata/resourceVersion")
                                .asString(""))
                        .toList())
                .toList();
        List<String> longest = orders.getFirst();
        assertThat(longest).hasSize(69).doesNotHaveDuplicates();
        assertThat(longest.stream().map(Long::parseLong)).isSorted();
        for (List<String> order : orders) {
            assertThat(order).isEqualTo(longest.subList(longest.size() - order.size(), longest.size()));
        }
    }

    @Test
    void aStreamingListEndsWithABookmarkThatSaysSo() {
        String maps = namespace("streamed");
        create(maps, "one", "a");
        create(maps, "two", "a");
        List<ObjectNode> events =
                stream(maps, "", "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        assertThat(events.stream().map(event -> event.path("type").asString("")).limit(3))
                .containsExactly("ADDED", "ADDED", "BOOKMARK");
        ObjectNode mark = (ObjectNode) events.get(2).path("object");
        assertThat(mark.at("/metadata/annotations/k8s.io~1initial-events-end").asString(""))
                .isEqualTo("true");
        assertThat(mark.path("kind").asString("")).isEqualTo("ConfigMap");
        assertThat(mark.at("/metadata").propertyNames()).containsExactlyInAnyOrder("resourceVersion", "annotations");
    }

    @Test
    void aWatchOfMetadataTellsMetadataAlone() {
        String maps = namespace("partial");
        create(maps, "one", "a");
        String stream = api.send(
                        "GET",
                        maps + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true",
                        "",
                        "",
                        "Accept",
                        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
                .body();
        List<ObjectNode> events = stream.lines().map(Json::parseObject).toList();
        for (ObjectNode event : events) {
            assertThat(event.at("/object/kind").asString("")).isEqualTo("PartialObjectMetadata");
            assertThat(event.at("/object/apiVersion").asString("")).isEqualTo("meta.k8s.io/v1");
            assertThat(event.path("object").has("data")).isFalse();
        }
        assertThat(events.getFirst().at("/object/metadata/name").asString("")).isEqualTo("one");
    }

    private static String namespace(String name) {
        assertThat(api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}")
                        .code())
                .isEqualTo(201);
        return "/api/v1/namespaces/" + name + "/configmaps";
    }

    private static Answer create(String path, String name, String tier) {
        return api.post(path, """
                {"metadata":{"name":"%s","labels":{"tier":"%s"}}}""".formatted(name, tier));
    }

    private static Answer data(String path, String name, String value) {
        return api.patch(Wire.MERGE, path + "/" + name, "{\"data\":{\"mutation\":\"" + value + "\"}}");
    }

    private static void relabel(String path, String name, String tier) {
        api.patch(Wire.MERGE, path + "/" + name, "{\"metadata\":{\"labels\":{\"tier\":\"" + tier + "\"}}}");
    }

    private static List<ObjectNode> stream(String path, String from, String more) {
        String version = from.isEmpty() ? "" : "&resourceVersion=" + from;
        return api.send("GET", path + "?watch=true&timeoutSeconds=1" + version + more, "", "")
                .body()
                .lines()
                .map(Json::parseObject)
                .toList();
    }

    private static List<String> events(String path, String from, String more) {
        return stream(path, from, more).stream()
                .map(event -> (event.path("type").asString("") + " "
                                + event.at("/object/metadata/name").asString("") + " "
                                + event.at("/object/data/mutation").asString(""))
                        .strip())
                .toList();
    }

    /** All that was written until now. */
    private static void expire() {
        try (var connection = controlPlane.context().getBean(DataSource.class).getConnection();
                var update = connection.prepareStatement("update store_meta set horizon = ? where id = 1")) {
            update.setLong(1, Long.parseLong(api.get("/api/v1/configmaps").version()));
            update.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
