package io.coxswain.controlplane.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions and custom resources over the wire. */
final class CustomResources {
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final TestControlPlane server;
    private final HttpClient client;

    CustomResources(TestControlPlane server) {
        this.server = server;
        this.client = server.admin();
    }

    record Answer(int code, ObjectNode body, java.util.List<String> warnings) {
        String message() {
            return body.path("message").asString("");
        }
    }

    /** A definition of CronTabs in a group of its own, with this schema of the spec and more of its version. */
    static ObjectNode definition(String group, String specSchema, String moreOfVersion) {
        return Json.parseObject("""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "crontabs.%1$s"},
                 "spec": {"group": "%1$s", "scope": "Namespaced",
                   "names": {"plural": "crontabs", "kind": "CronTab", "shortNames": ["ct"], "categories": ["all"]},
                   "versions": [{"name": "v1", "served": true, "storage": true,
                     "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                       "spec": %2$s, "status": {"type": "object", "properties": {
                          "replicas": {"type": "integer"}, "selector": {"type": "string"}}}}}}
                     %3$s}]}}""".formatted(group, specSchema, moreOfVersion));
    }

    static ObjectNode object(String group, String name, String spec) {
        return Json.parseObject("""
                {"apiVersion": "%s/v1", "kind": "CronTab", "metadata": {"name": "%s"}, "spec": %s}""".formatted(group, name, spec));
    }

    static String path(String group) {
        return "/apis/" + group + "/v1/namespaces/default/crontabs";
    }

    /** Creates a definition and waits until it is established. */
    void define(ObjectNode definition) {
        Answer created = post(DEFINITIONS, definition);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        established(definition.path("metadata").path("name").asString(""));
    }

    void established(String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> condition(get(DEFINITIONS + "/" + name).body(), "Established"), "True"::equals);
    }

    static String condition(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("");
            }
        }
        return "";
    }

    Answer get(String path) {
        return send("GET", path, null, "application/json", "application/json");
    }

    Answer table(String path) {
        return send("GET", path, null, "application/json", "application/json;as=Table;v=v1;g=meta.k8s.io");
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, body, "application/json", "application/json");
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, body, "application/json", "application/json");
    }

    Answer delete(String path) {
        return send("DELETE", path, null, "application/json", "application/json");
    }

    Answer merge(String path, String patch) {
        return send("PATCH", path, Json.MAPPER.readTree(patch), "application/merge-patch+json", "application/json");
    }

    Answer send(
            String method,
            String path,
            @org.jspecify.annotations.Nullable JsonNode body,
            String contentType,
            String accept) {
        HttpResponse<String> response = server.send(
                client,
                HttpRequest.newBuilder(server.uri(path))
                        .method(
                                method,
                                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)))
                        .header("Content-Type", contentType)
                        .header("Accept", accept)
                        .build());
        return new Answer(
                response.statusCode(),
                response.body().startsWith("{") ? Json.parseObject(response.body()) : Json.object(),
                response.headers().allValues("Warning"));
    }
}
