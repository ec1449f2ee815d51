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
