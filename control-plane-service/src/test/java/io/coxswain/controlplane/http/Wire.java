package io.coxswain.controlplane.http;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import tools.jackson.databind.node.ObjectNode;

/** Requests as a client sends them, with a User-Agent of its own. */
record Wire(TestControlPlane controlPlane, HttpClient client, String agent) {
    static final String APPLY = "application/apply-patch+yaml";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON = "application/json";

    /** An answer, with its body as JSON. */
    record Answer(int code, ObjectNode body, HttpResponse<String> response) {
        String message() {
            return body.path("message").asString("");
        }

        String version() {
            return body.path("metadata").path("resourceVersion").asString("");
        }
    }

    Wire as(String other) {
        return new Wire(controlPlane, client, other);
    }

    Answer get(String path) {
        return call("GET", path, "", "");
    }

    Answer post(String path, String body) {
        return call("POST", path, JSON, body);
    }

    Answer put(String path, String body) {
        return call("PUT", path, JSON, body);
    }

    Answer delete(String path, String body) {
        return call("DELETE", path, JSON, body);
    }

    Answer patch(String type, String path, String body) {
        return call("PATCH", path, type, body);
    }

    Answer apply(String path, String manager, String body) {
        return patch(APPLY, path + "?fieldManager=" + manager, body);
    }

    /** {@code headers} are names and values in turn. */
    Answer call(String method, String path, String contentType, String body, String... headers) {
        HttpResponse<String> response = send(method, path, contentType, body, headers);
        return new Answer(response.statusCode(), Json.parseObject(response.body()), response);
    }

    HttpResponse<String> send(String method, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(controlPlane.uri(path))
                .header("User-Agent", agent)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) request.header("Content-Type", contentType);
        for (int at = 0; at < headers.length; at += 2) request.header(headers[at], headers[at + 1]);
        return controlPlane.send(client, request.build());
    }
}
