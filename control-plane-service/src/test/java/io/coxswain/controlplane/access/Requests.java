package io.coxswain.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import tools.jackson.databind.node.ObjectNode;

/** Requests as one user, by certificate, by token, or as somebody else. */
final class Requests implements AutoCloseable {
    private final TestControlPlane controlPlane;
    private final HttpClient client;
    private final String[] headers;

    private Requests(TestControlPlane controlPlane, HttpClient client, String... headers) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.headers = headers;
    }

    static Requests admin(TestControlPlane controlPlane) {
        return new Requests(controlPlane, controlPlane.admin());
    }

    static Requests of(TestControlPlane controlPlane, String user, String... groups) {
        return new Requests(controlPlane, controlPlane.client(user, groups));
    }

    static Requests anonymous(TestControlPlane controlPlane) {
        return new Requests(
                controlPlane,
                HttpClient.newBuilder().sslContext(controlPlane.trustOnly()).build());
    }

    static Requests withToken(TestControlPlane controlPlane, String token) {
        return new Requests(
                controlPlane,
                HttpClient.newBuilder().sslContext(controlPlane.trustOnly()).build(),
                "Authorization",
                "Bearer " + token);
    }

    /** The same user with these headers; closed with the one it comes from. */
    Requests with(String... more) {
        return new Requests(controlPlane, client, more);
    }

    HttpResponse<String> send(String method, String path, String body) {
        var request = HttpRequest.newBuilder(controlPlane.uri(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        request.header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        return controlPlane.send(client, request.build());
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    ObjectNode create(String path, String body) {
        return answer(send("POST", path, body), 201);
    }

    int code(String method, String path, String body) {
        return send(method, path, body).statusCode();
    }

    /** The message of a refusal. */
    String refusal(String method, String path, String body, int code) {
        return answer(send(method, path, body), code).path("message").asString("");
    }

    static ObjectNode answer(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        return Json.parseObject(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
