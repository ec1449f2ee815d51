package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Wrong input gets Kubernetes' own error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorTableTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String SERVICES = "/api/v1/namespaces/default/services";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/v1/namespaces/default/configmaps?fieldValidation=Strict | {\"metadata\":{\"name\":\"a\"},\"foo\":1} | 400 | BadRequest"
                        + " | ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"foo\"",
                "/api/v1/namespaces/default/configmaps | {\"metadata\":{\"name\":\"A_b\"}} | 422 | Invalid"
                        + " | ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of"
                        + " lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
                        + " (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
                "/api/v1/namespaces/nowhere/configmaps | {\"metadata\":{\"name\":\"a\"}} | 404 | NotFound | namespaces \"nowhere\" not found",
                "/api/v1/namespaces/default/configmaps | {\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}} | 400 | BadRequest"
                        + " | the namespace of the provided object does not match the namespace sent on the request",
                "/api/v1/namespaces/default/configmaps | {\"metadata\":{}} | 422 | Invalid"
                        + " | ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required",
                "/api/v1/namespaces/default/configmaps | {\"apiVersion\":\"v2\",\"kind\":\"ConfigMap\"} | 400 | BadRequest"
                        + " | the API version in the data (v2) does not match the expected API version (v1)",
                "/api/v1/namespaces/default/services | {\"metadata\":{\"name\":\"s\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":80}]}} | 422 | Invalid"
                        + " | Service \"s\" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range."
                        + " The range of valid ports is 30000-32767",
                "/api/v1/namespaces/default/services | {\"metadata\":{\"name\":\"s\"},\"spec\":{\"clusterIP\":\"10.1.2.3\",\"ports\":[{\"port\":80}]}} | 422 | Invalid"
                        + " | Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.1.2.3\"]: failed to allocate IP 10.1.2.3: the provided IP"
                        + " (10.1.2.3) is not in the valid range. The range of valid IPs is 10.96.0.0/16",
                "/api/v1/namespaces/default/pods | {\"metadata\":{\"name\":\"p\"},\"spec\":{\"hostUsers\":false,\"containers\":[{\"name\":\"c\",\"image\":\"b\"}]}} | 422 | Invalid"
                        + " | Pod \"p\" is invalid: spec.hostUsers: Forbidden: is not supported by this cluster",
                "/api/v1/namespaces/default/pods | {\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\"}]}} | 422 | Invalid"
                        + " | Pod \"p\" is invalid: spec.containers[0].image: Required value",
                "/apis/apps/v1/namespaces/default/deployments | {\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"c\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\"}]}}}} | 422 | Invalid"
                        + " | Deployment.apps \"d\" is invalid: spec.template.metadata.labels: Invalid value: {\"a\":\"c\"}: `selector` does not match template `labels`",
            })
    void refusesCreation(String path, String body, int code, String reason, String message) {
        ObjectNode status = status(send("POST", path, body, "application/json"), code);
        assertThat(status.path("reason").asString()).isEqualTo(reason);
        assertThat(status.path("message").asString()).isEqualTo(message);
        assertThat(status.path("kind").asString()).isEqualTo("Status");
        assertThat(status.path("status").asString()).isEqualTo("Failure");
    }

    @Test
    void refusesWrongTypesAndQuantities() {
        assertThat(message(
                        send("POST", DEPLOYMENTS, "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":\"two\"}}"),
                        400))
                .startsWith("Deployment in version \"v1\" cannot be handled as a Deployment: ")
                .contains("cannot unmarshal string");
        assertThat(message(
                        send(
                                "POST",
                                PODS,
                                "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\","
                                        + "\"resources\":{\"limits\":{\"memory\":\"much\"}}}]}}"),
                        400))
                .contains("quantities must match the regular expression");
    }

    @Test
    void tellsAllFaultsTogether() {
        ObjectNode status = status(
                send(
                        "POST",
                        SERVICES,
                        "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":0},{\"port\":80,\"name\":\"b_d\"}]}}",
                        "application/json"),
                422);
        assertThat(status.path("details").path("causes").size()).isGreaterThanOrEqualTo(3);
        assertThat(status.path("message").asString()).startsWith("Service \"s\" is invalid: [");
        assertThat(status.path("details").path("kind").asString()).isEqualTo("Service");
    }

    @Test
    void refusesBrokenBodies() {
        assertThat(message(send("POST", CONFIG_MAPS, "{\"metadata\":"), 400)).contains("json parse error");
        assertThat(message(send("POST", CONFIG_MAPS, "a: [b\nc: d", "application/yaml"), 400))
                .startsWith("error converting YAML to JSON: yaml: ");
        assertThat(message(send("POST", CONFIG_MAPS, "a=b", "application/x-www-form-urlencoded"), 415))
                .startsWith("the body of the request was in an unknown format");
        assertThat(message(send("POST", CONFIG_MAPS, " ".repeat(3 * 1024 * 1024 + 1)), 413))
                .isEqualTo("Request entity too large: limit is 3145728");
    }

    @Test
    void refusesDuplicatesAndOldVersions() {
        String body = "{\"metadata\":{\"name\":\"twice\"},\"data\":{\"a\":\"b\"}}";
        String version = Json.parseObject(send("POST", CONFIG_MAPS, body).body())
                .path("metadata")
                .path("resourceVersion")
                .asString();
        assertThat(message(send("POST", CONFIG_MAPS, body), 409)).isEqualTo("configmaps \"twice\" already exists");
        String changed =
                "{\"metadata\":{\"name\":\"twice\",\"resourceVersion\":\"" + version + "\"},\"data\":{\"a\":\"c\"}}";
        assertThat(send("PUT", CONFIG_MAPS + "/twice", changed).statusCode()).isEqualTo(200);
        assertThat(message(send("PUT", CONFIG_MAPS + "/twice", changed.replace("\"c\"", "\"d\"")), 409))
                .isEqualTo("Operation cannot be fulfilled on configmaps \"twice\": the object has been modified; please"
                        + " apply your changes to the latest version and try again");
        assertThat(message(send("PUT", CONFIG_MAPS + "/once", changed), 400))
                .isEqualTo("the name of the object (twice) does not match the name on the URL (once)");
    }

    @Test
    void knowsWhoAsks() {
        try (HttpClient nobody = HttpClient.newBuilder()
                        .sslContext(controlPlane.trustOnly())
                        .build();
                HttpClient bob = controlPlane.client("bob", "developers");
                HttpClient agent = controlPlane.client("system:node:a", "system:nodes")) {
            assertThat(message(controlPlane.get(nobody, CONFIG_MAPS), 403))
                    .isEqualTo("configmaps is forbidden: User \"system:anonymous\" cannot list resource"
                            + " \"configmaps\" in API group \"\" in the namespace \"default\"");
            assertThat(message(controlPlane.get(nobody, "/api"), 403))
                    .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/api\"");
            assertThat(controlPlane.get(nobody, "/livez").statusCode()).isEqualTo(200);
            assertThat(controlPlane.get(nobody, "/version").statusCode()).isEqualTo(200);
            HttpResponse<String> unknown = controlPlane.send(
                    nobody,
                    HttpRequest.newBuilder(controlPlane.uri("/version"))
                            .header("Authorization", "Bearer nobody-knows-it")
                            .build());
            assertThat(message(unknown, 401)).isEqualTo("Unauthorized");
            assertThat(controlPlane.get(bob, "/livez").body()).isEqualTo("ok");
            assertThat(message(controlPlane.get(bob, CONFIG_MAPS), 403))
                    .isEqualTo("configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group"
                            + " \"\" in the namespace \"default\"");
            assertThat(message(controlPlane.get(bob, "/api/v1/nodes/a"), 403))
                    .isEqualTo(
                            "nodes \"a\" is forbidden: User \"bob\" cannot get resource \"nodes\" in API group \"\" at"
                                    + " the cluster scope");
            assertThat(message(controlPlane.get(bob, "/metrics"), 403))
                    .isEqualTo("forbidden: User \"bob\" cannot get path \"/metrics\"");
            assertThat(controlPlane
                            .get(agent, "/api/v1/pods?fieldSelector=spec.nodeName%3Da")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(message(controlPlane.get(agent, "/api/v1/pods"), 403))
                    .endsWith(": can only list/watch pods with spec.nodeName field selector");
            assertThat(controlPlane.get(agent, "/apis/apps/v1/deployments").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void answersWhatIsNotThere() {
        assertThat(message(controlPlane.get(admin, CONFIG_MAPS + "/absent"), 404))
                .isEqualTo("configmaps \"absent\" not found");
        HttpResponse<String> path = controlPlane.get(admin, "/apis/none/v1/things");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(path.body()).isEqualTo("404 page not found\n");
        assertThat(message(send("DELETE", "/api/v1/namespaces/kube-system", ""), 403))
                .isEqualTo("namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
        assertThat(message(send("POST", CONFIG_MAPS + "/absent", "{}"), 405))
                .isEqualTo("the server does not allow this method on the requested resource");
        assertThat(message(controlPlane.get(admin, CONFIG_MAPS + "?fieldSelector=data.a%3Db"), 400))
                .endsWith("field label not supported: data.a");
        assertThat(message(controlPlane.get(admin, CONFIG_MAPS + "?resourceVersion=999999999"), 504))
                .contains("Too large resource version");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(method, path, body, "application/json");
    }

    private HttpResponse<String> send(String method, String path, String body, String contentType) {
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    private static String message(HttpResponse<String> response, int code) {
        return status(response, code).path("message").asString();
    }

    private static ObjectNode status(HttpResponse<String> response, int code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        ObjectNode status = Json.parseObject(response.body());
        assertThat(status.path("code").asInt()).isEqualTo(code);
        return status;
    }
}
