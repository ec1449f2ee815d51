package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire.Answer;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The options of lists and watches in all their combinations, and what lists look like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListOptionsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private TestControlPlane controlPlane;
    private Wire wire;

    @BeforeAll
    void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        wire = new Wire(controlPlane, controlPlane.admin(), "tester/v1.0");
        for (String name : List.of("a", "b", "c")) wire.post(MAPS, map(name, "x"));
    }

    @AfterAll
    void stop() {
        wire.client().close();
        controlPlane.close();
    }

    private static String map(String name, String tier) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"tier":"%s"}}}""".formatted(name, tier);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            resourceVersion=0                                                  | 200 | -
            resourceVersion=0&resourceVersionMatch=NotOlderThan                | 200 | -
            resourceVersion=1&resourceVersionMatch=NotOlderThan                | 200 | -
            resourceVersionMatch=NotOlderThan                                  | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
            resourceVersionMatch=Exact                                         | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
            resourceVersion=0&resourceVersionMatch=Exact                       | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
            resourceVersion=1&resourceVersionMatch=Foo                         | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""
            resourceVersion=1&resourceVersionMatch=Exact&continue=x            | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided
            resourceVersion=1&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwibnMiOiIiLCJuYW1lIjoiYSJ9 | 400 | specifying resource version is not allowed when using continue
            continue=x                                                         | 400 | invalid continue token: continue key is not valid: illegal base64 data or unknown form
            resourceVersion=abc                                                | 400 | resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax
            limit=abc                                                          | 400 | strconv.ParseInt: parsing "abc": invalid syntax
            sendInitialEvents=true                                             | 422 | ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
            watch=true&timeoutSeconds=abc                                      | 400 | strconv.ParseInt: parsing "abc": invalid syntax
            watch=true&sendInitialEvents=true                                  | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan
            watch=true&resourceVersionMatch=NotOlderThan                       | 422 | ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided
            watch=true&sendInitialEvents=false&resourceVersionMatch=Exact      | 422 | ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]
            """)
    void optionsAreHeldToEachOther(String query, int code, String message) {
        Answer answer = wire.get(MAPS + "?" + query);
        assertThat(answer.code()).isEqualTo(code);
        if (message != null) assertThat(answer.message()).isEqualTo(message);
    }

    @Test
    void aVersionThatIsNotThereYetIsATimeout() {
        Answer answer = wire.get(MAPS + "?resourceVersion=999999999");
        assertThat(answer.code()).isEqualTo(504);
        assertThat(answer.body().path("reason").asString()).isEqualTo("Timeout");
        assertThat(answer.message()).contains("Too large resource version: 999999999, current: ");
        assertThat(answer.body().path("details").path("retryAfterSeconds").asInt())
                .isEqualTo(1);
        assertThat(answer.body()
                        .path("details")
                        .path("causes")
                        .get(0)
                        .path("reason")
                        .asString())
                .isEqualTo("ResourceVersionTooLarge");
    }

    @Test
    void itemsOfAListLeaveOutWhatTheListSays() {
        Answer list = wire.get(MAPS);
        assertThat(list.body().path("kind").asString()).isEqualTo("ConfigMapList");
        for (JsonNode item : list.body().path("items")) {
            assertThat(item.has("kind")).isFalse();
            assertThat(item.has("apiVersion")).isFalse();
        }
        Answer partial = wire.call(
                "GET", MAPS, "", "", "Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertThat(partial.body().path("items").get(0).path("kind").asString()).isEqualTo("PartialObjectMetadata");
        Answer table = wire.call("GET", MAPS + "?includeObject=Object", "", "", "Accept", TABLE);
        assertThat(table.body().path("rows").get(0).path("object").path("kind").asString())
                .isEqualTo("ConfigMap");
    }

    @Test
    void aWatchRefusesAFormOfTablesThatThereIsNot() {
        Answer answer = wire.call("GET", MAPS + "?watch=true&includeObject=All", "", "", "Accept", TABLE);
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("invalid includeObject value: \"All\"");
    }

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    @Test
    @DisplayName("should return a 406 for a backend which does not implement metadata")
    void reviewsAreNoTables() {
        String reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        String review = """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":
                {"namespace":"default","verb":"get","resource":"pods"}}}""";
        assertThat(wire.call("POST", reviews, Wire.JSON, review, "Accept", TABLE)
                        .code())
                .isEqualTo(406);
    }

    @Test
    void largeAnswersAreCompressedForThoseWhoAskForIt() {
        String data = "x".repeat(200_000);
        wire.post(MAPS, """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"large"},"data":{"a":"%s"}}""".formatted(data));
        HttpResponse<String> compressed = wire.send("GET", MAPS + "/large", "", "", "Accept-Encoding", "gzip");
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.body().length()).isLessThan(20_000);
        assertThat(wire.send("GET", MAPS + "/large", "", "").headers().firstValue("Content-Encoding"))
                .isEmpty();
        assertThat(wire.send("GET", MAPS + "/a", "", "", "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
        wire.delete(MAPS + "/large", "");
    }

    @Test
    @DisplayName("should support collection delete with a selector and a limit")
    void collectionsAreDeletedByLabelsAndInPages() {
        for (String name : List.of("d1", "d2", "d3")) wire.post(MAPS, map(name, "gone"));
        Answer dry = wire.delete(MAPS + "?labelSelector=tier%3Dgone&dryRun=All", "");
        assertThat(dry.body().path("items")).hasSize(3);
        Answer page = wire.delete(MAPS + "?labelSelector=tier%3Dgone&limit=2", "");
        assertThat(page.body().path("kind").asString()).isEqualTo("ConfigMapList");
        assertThat(page.body().path("items")).hasSize(2);
        assertThat(wire.get(MAPS + "?labelSelector=tier%3Dgone").body().path("items"))
                .hasSize(1);
        wire.delete(MAPS + "?labelSelector=tier%3Dgone", "");
        assertThat(wire.get(MAPS + "?labelSelector=tier%3Dgone").body().path("items"))
                .isEmpty();
        assertThat(wire.get(MAPS + "/a").code()).isEqualTo(200);
    }

    @Test
    void aWatchOverAWebSocketSpeaksWhatIsOffered() throws InterruptedException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        String uri = controlPlane
                .uri(MAPS + "?watch=true&fieldSelector=metadata.name%3Da")
                .toString();
        WebSocket socket = wire.client()
                .newWebSocketBuilder()
                .subprotocols("base64.binary.k8s.io")
                .buildAsync(java.net.URI.create(uri.replace("https:", "wss:")), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        events.add(data.toString());
                        return WebSocket.Listener.super.onText(from, data, last);
                    }
                })
                .join();
        assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
        assertThat(events.poll(10, TimeUnit.SECONDS))
                .startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\"");
        socket.abort();
    }

    @Test
    void onlyTheFirstEventOfATableWatchSaysWhatTheColumnsAre() {
        HttpResponse<String> watch = wire.send(
                "GET", MAPS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true", "", "", "Accept", TABLE);
        List<JsonNode> events = watch.body()
                .lines()
                .map(io.coxswain.json.Json::parseObject)
                .map(JsonNode.class::cast)
                .toList();
        assertThat(events.getFirst().path("object").path("columnDefinitions")).isNotEmpty();
        for (JsonNode event : events.subList(1, events.size())) {
            assertThat(event.path("object").path("kind").asString()).isEqualTo("Table");
            assertThat(event.path("object").path("columnDefinitions").isEmpty()).isTrue();
        }
        assertThat(events.getLast().path("type").asString()).isEqualTo("BOOKMARK");
    }
}
