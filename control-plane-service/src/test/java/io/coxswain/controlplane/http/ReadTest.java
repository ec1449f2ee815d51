package io.coxswain.controlplane.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.node.ObjectNode;

/** Lists, pages, watches and the forms of an answer, over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadTest {
    private TestControlPlane controlPlane;
    private HttpClient admin;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        admin = controlPlane.admin();
    }

    @AfterAll
    void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    void pagesShowOneStateWhateverIsWrittenBetween() {
        String path = namespace("pages");
        for (String name : List.of("a", "b", "c", "d", "e")) create(path, name, "x");
        ObjectNode first = get(path + "?limit=2");
        assertThat(names(first)).isEqualTo("a b");
        assertThat(first.path("metadata").path("remainingItemCount").asInt()).isEqualTo(3);
        create(path, "bb", "x");
        send("DELETE", path + "/c", "");
        String token = first.path("metadata").path("continue").asString();
        ObjectNode rest = get(path + "?continue=" + token);
        assertThat(names(rest)).isEqualTo("c d e");
        assertThat(rest.path("metadata").path("resourceVersion").asString())
                .isEqualTo(first.path("metadata").path("resourceVersion").asString());
        assertThat(names(get(path))).isEqualTo("a b bb d e");
        String then = first.path("metadata").path("resourceVersion").asString();
        assertThat(names(get(path + "?resourceVersionMatch=Exact&resourceVersion=" + then)))
                .isEqualTo("a b c d e");
    }

    @Test
    void selectsByLabelsAndFields() {
        String path = namespace("selected");
        create(path, "a", "front");
        create(path, "b", "back");
        assertThat(names(get(path + "?labelSelector=tier%3Dfront"))).isEqualTo("a");
        assertThat(names(get(path + "?labelSelector=tier+notin+(front)"))).isEqualTo("b");
        assertThat(names(get(path + "?fieldSelector=metadata.name%3Db"))).isEqualTo("b");
        assertThat(names(get(path + "?fieldSelector=metadata.name!%3Db"))).isEqualTo("a");
    }

    @Test
    void watchTellsWhatASelectorSees() throws IOException, InterruptedException {
        String path = namespace("watched");
        create(path, "a", "front");
        String version = get(path).path("metadata").path("resourceVersion").asString();
        try (Events events = watch(path + "?watch=true&labelSelector=tier%3Dfront&resourceVersion=" + version)) {
            create(path, "b", "back");
            create(path, "c", "front");
            relabel(path, "b", "front");
            relabel(path, "a", "back");
            send("DELETE", path + "/c", "");
            assertThat(events.next()).isEqualTo("ADDED c");
            assertThat(events.next()).isEqualTo("ADDED b");
            assertThat(events.next()).isEqualTo("DELETED a");
            assertThat(events.next()).isEqualTo("DELETED c");
        }
    }

    @Test
    void watchBeginsWithWhatIsThere() throws IOException, InterruptedException {
        String path = namespace("streamed");
        create(path, "a", "x");
        create(path, "b", "x");
        String query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        try (Events events = watch(path + query)) {
            assertThat(events.next()).isEqualTo("ADDED a");
            assertThat(events.next()).isEqualTo("ADDED b");
            ObjectNode bookmark = events.nextEvent();
            assertThat(bookmark.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(bookmark.path("object")
                            .path("metadata")
                            .path("annotations")
                            .path("k8s.io/initial-events-end")
                            .asString())
                    .isEqualTo("true");
            create(path, "c", "x");
            assertThat(events.next()).isEqualTo("ADDED c");
        }
        try (Events events = watch(path + "?watch=true&timeoutSeconds=1")) {
            assertThat(events.next()).isEqualTo("ADDED a");
            assertThat(events.next()).isEqualTo("ADDED b");
            assertThat(events.next()).isEqualTo("ADDED c");
            assertThat(events.isOver()).isTrue();
        }
        assertThat(status(path + "?watch=true&sendInitialEvents=true")).isEqualTo(422);
        assertThat(status(path + "?sendInitialEvents=true")).isEqualTo(422);
    }

    @Test
    void answersInTheFormThatIsAskedFor() {
        String path = namespace("forms");
        create(path, "a", "x");
        ObjectNode table = get(path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        assertThat(table.path("kind").asString()).isEqualTo("Table");
        assertThat(table.path("rows").path(0).path("cells").path(0).asString()).isEqualTo("a");
        ObjectNode partial = get(path, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        assertThat(partial.path("kind").asString()).isEqualTo("PartialObjectMetadataList");
        assertThat(partial.path("items").path(0).has("data")).isFalse();
        assertThat(send(path, "application/yaml").body()).startsWith("kind: ConfigMapList");
        assertThat(send(path, "image/png").statusCode()).isEqualTo(406);
        assertThat(send(path + "?pretty=true", "application/json").body()).contains("\n  \"apiVersion\"");
        ObjectNode groups =
                get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
        assertThat(groups.path("kind").asString()).isEqualTo("APIGroupDiscoveryList");
        assertThat(get("/apis").path("kind").asString()).isEqualTo("APIGroupList");
        assertThat(get("/api/v1")
                        .path("resources")
                        .valueStream()
                        .map(row -> row.path("name").asString()))
                .contains("pods", "pods/log", "namespaces/finalize");
        assertThat(get("/version").path("minor").asString()).isEqualTo("36");
    }

    private String namespace(String name) {
        send("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        return "/api/v1/namespaces/" + name + "/configmaps";
    }

    private void create(String path, String name, String tier) {
        ObjectNode map = Json.object();
        map.putObject("metadata").put("name", name).putObject("labels").put("tier", tier);
        map.putObject("data").put("k", "v");
        assertThat(send("POST", path, map.toString()).statusCode()).isEqualTo(201);
    }

    private void relabel(String path, String name, String tier) {
        HttpRequest patch = HttpRequest.newBuilder(controlPlane.uri(path + "/" + name))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{\"metadata\":{\"labels\":{\"tier\":\"" + tier + "\"}}}"))
                .build();
        assertThat(controlPlane.send(admin, patch).statusCode()).isEqualTo(200);
    }

    private int status(String path) {
        return controlPlane.get(admin, path).statusCode();
    }

    private ObjectNode get(String path) {
        return get(path, "application/json");
    }

    private ObjectNode get(String path, String accept) {
        HttpResponse<String> response = send(path, accept);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private HttpResponse<String> send(String path, String accept) {
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Accept", accept)
                        .build());
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    private static String names(ObjectNode list) {
        return list.path("items")
                .valueStream()
                .map(item -> item.path("metadata").path("name").asString())
                .collect(joining(" "));
    }

    private Events watch(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                admin.send(HttpRequest.newBuilder(controlPlane.uri(path)).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new Events(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    private record Events(BufferedReader lines) implements AutoCloseable {
        String next() throws IOException {
            ObjectNode event = nextEvent();
            return event.path("type").asString() + " "
                    + event.path("object").path("metadata").path("name").asString();
        }

        ObjectNode nextEvent() throws IOException {
            return Json.parseObject(lines.readLine());
        }

        boolean isOver() throws IOException {
            return lines.readLine() == null;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
