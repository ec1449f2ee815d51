package io.coxswain.controlplane.http;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import tools.jackson.databind.node.ObjectNode;

/** Requests as a client sends them, with a User-Agent of its own. */
public record Wire(TestControlPlane controlPlane, HttpClient client, String agent) {
    public static final String APPLY = "application/apply-patch+yaml";
    public static final String JSON_PATCH = "application/json-patch+json";
    public static final String MERGE = "application/merge-patch+json";
    public static final String STRATEGIC = "application/strategic-merge-patch+json";
    public static final String JSON = "application/json";

    /** An answer, with its body as JSON. */
    public record Answer(int code, ObjectNode body, HttpResponse<String> response) {
        public String message() {
            return body.path("message").asString("");
        }

        public String version() {
            return body.path("metadata").path("resourceVersion").asString("");
        }
    }

    /** As a member of system:masters. */
    public static Wire admin(TestControlPlane controlPlane) {
        return new Wire(controlPlane, controlPlane.admin(), "coxswain-test");
    }

    public Wire as(String other) {
        return new Wire(controlPlane, client, other);
    }

    public Answer get(String path) {
        return call("GET", path, "", "");
    }

    public Answer post(String path, String body) {
        return call("POST", path, JSON, body);
    }

    public Answer put(String path, String body) {
        return call("PUT", path, JSON, body);
    }

    public Answer delete(String path, String body) {
        return call("DELETE", path, JSON, body);
    }

    public Answer patch(String type, String path, String body) {
        return call("PATCH", path, type, body);
    }

    public Answer apply(String path, String manager, String body) {
        return patch(APPLY, path + "?fieldManager=" + manager, body);
    }

    /** {@code headers} are names and values in turn. */
    public Answer call(String method, String path, String contentType, String body, String... headers) {
        HttpResponse<String> response = send(method, path, contentType, body, headers);
        return new Answer(response.statusCode(), Json.parseObject(response.body()), response);
    }

    public HttpResponse<String> send(String method, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(controlPlane.uri(path))
                .header("User-Agent", agent)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) request.header("Content-Type", contentType);
        for (int at = 0; at < headers.length; at += 2) request.header(headers[at], headers[at + 1]);
        return controlPlane.send(client, request.build());
    }
}
