package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One HTTP/2 connection that many requests share: none tires it out, and an attack on it is ended. */
@Timeout(120)
class Http2Test {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static TestControlPlane controlPlane;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/pods?watch=true",
                "/api/v1/namespaces?watch=true&timeoutSeconds=600",
                "/api/v1/namespaces/default?watch=1",
                "/api/v1/clusterroles?watch=true",
                "/apis/rbac.authorization.k8s.io/v1/clusterroles?watch=true&resourceVersion=0"
            })
    void aHeadOfAWatchHasAHeadAlone(String path) {
        try (HttpClient client = controlPlane.admin()) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = send(client, "HEAD", path);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.statusCode()).isIn(200, 404);
                assertThat(send(client, "GET", "/api/v1/namespaces/default").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aFloodOfHeadsIsAnsweredOnOneConnection() {
        try (HttpClient client = controlPlane.admin()) {
            for (int wave = 0; wave < 8; wave++) {
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    String path = "/api/v1/namespaces?limit=1" + (i % 2 == 0 ? "" : "&watch=true");
                    answers.add(client.sendAsync(request("HEAD", path), BodyHandlers.ofString()));
                }
                assertThat(answers)
                        .allSatisfy(
                                answer -> assertThat(answer.join().statusCode()).isIn(200, 429));
            }
            assertThat(send(client, "GET", "/api/v1/namespaces/default").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void endingManyWatchesEndsNothingElse() throws IOException, InterruptedException {
        try (HttpClient client = controlPlane.admin()) {
            for (int i = 0; i < 300; i++) {
                HttpResponse<InputStream> watch = client.send(
                        request("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles?watch=true"),
                        BodyHandlers.ofInputStream());
                assertThat(watch.statusCode()).isEqualTo(200);
                watch.body().close();
            }
            assertThat(send(client, "GET", "/api/v1/namespaces/default").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void bodiesThatNobodyReadsLeaveRoomForOthers() {
        // All bodies on a connection share 64 KiB until they are read, or dropped.
        var body = BodyPublishers.ofString("[".repeat(2_000));
        try (HttpClient client = controlPlane.client("nobody")) {
            for (String method : List.of("GET", "POST", "DELETE", "HEAD", "BREW")) {
                for (int i = 0; i < 50; i++) {
                    HttpRequest refused = HttpRequest.newBuilder(controlPlane.uri("/api/v1/namespaces/default/pods"))
                            .timeout(PATIENCE)
                            .method(method, body)
                            .build();
                    assertThat(controlPlane.send(client, refused).statusCode()).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void theBodyOfAWatchHoldsNothing() throws IOException, InterruptedException {
        try (HttpClient client = controlPlane.admin()) {
            List<InputStream> watches = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                HttpRequest watch = HttpRequest.newBuilder(controlPlane.uri("/api/v1/pods?watch=true"))
                        .timeout(PATIENCE)
                        .method("GET", BodyPublishers.ofString("[".repeat(2_000)))
                        .build();
                HttpResponse<InputStream> answer = client.send(watch, BodyHandlers.ofInputStream());
                assertThat(answer.statusCode()).isEqualTo(200);
                watches.add(answer.body());
            }
            for (InputStream watch : watches) watch.close();
        }
    }

    @Test
    void aFloodOfResetsIsToldToCalmDown() throws IOException {
        try (var connection = new RawHttp2(controlPlane.sslContext("admin", "system:masters"), controlPlane.port())) {
            try {
                for (int i = 0; i < 5_000; i++) connection.reset(connection.get("/api/v1/pods?watch=true"));
            } catch (IOException closed) {
                // Too late for the rest; what the server said is still to be read.
            }
            assertThat(connection.await(RawHttp2.GO_AWAY).error()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aClientMayEndAllItsWatchesAtOnce() throws IOException {
        try (var connection = new RawHttp2(controlPlane.sslContext("admin", "system:masters"), controlPlane.port())) {
            List<Integer> watches = new ArrayList<>();
            for (int i = 0; i < 900; i++) watches.add(connection.get("/api/v1/pods?watch=true"));
            for (int i = 0; i < 900; i++) connection.await(RawHttp2.HEADERS);
            for (int watch : watches) connection.reset(watch);
            int last = connection.get("/healthz");
            assertThat(connection.await(RawHttp2.HEADERS).stream()).isEqualTo(last);
        }
    }

    @Test
    void aConnectionThatOnlyPingsForAWeekStays() throws IOException {
        try (var connection = new RawHttp2(controlPlane.sslContext("admin", "system:masters"), controlPlane.port())) {
            connection.get("/healthz");
            connection.await(RawHttp2.HEADERS);
            // client-go pings each 30 s.
            for (int i = 0; i < 7 * 24 * 3600 / 30; i++) {
                connection.ping();
                connection.await(RawHttp2.PING);
            }
            int last = connection.get("/healthz");
            assertThat(connection.await(RawHttp2.HEADERS).stream()).isEqualTo(last);
        }
    }

    private static HttpResponse<String> send(HttpClient client, String method, String path) {
        return controlPlane.send(client, request(method, path));
    }

    private static HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(controlPlane.uri(path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
    }
}
