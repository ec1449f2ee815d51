package io.coxswain.controlplane.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The audit log: what a policy asks for is kept of each request, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTest {
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitManagedFields: true
            rules:
            - level: None
              nonResourceURLs: ["/healthz*", "/version"]
            - level: None
              users: [silent]
            - level: Metadata
              resources: [{group: "", resources: [secrets]}]
            - level: RequestResponse
              verbs: [create, patch]
              namespaces: [default]
              resources: [{group: "", resources: [configmaps, pods]}]
            - level: Request
              userGroups: [readers]
              omitStages: [RequestReceived]
            - level: Metadata
              verbs: [watch]
            - level: Metadata
              users: [mallory]
              omitStages: [RequestReceived]
            - level: Metadata
              resources: [{group: apps, resources: ["*/scale"]}, {group: batch}]
              nonResourceURLs: []
            """;

    @TempDir
    static Path directory;

    private TestControlPlane controlPlane;
    private Path log;

    @BeforeAll
    void start() throws IOException {
        log = directory.resolve("logs/audit.log");
        Path policy = Files.writeString(directory.resolve("policy.yaml"), POLICY);
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers", false,
                "coxswain.control-plane.audit.policy-file", policy,
                "coxswain.control-plane.audit.log-file", log));
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void requestAndAnswerAreKept() throws IOException {
        HttpResponse<String> answer = send(
                controlPlane.admin(),
                "POST",
                "/api/v1/namespaces/default/configmaps?fieldManager=me",
                "{\"metadata\": {\"name\": \"kept\"}, \"data\": {\"a\": \"b\"}}",
                "Audit-ID",
                "my-own-id");
        assertThat(answer.headers().firstValue("Audit-Id")).contains("my-own-id");
        List<JsonNode> events = events("my-own-id", 2);
        assertThat(events)
                .extracting(event -> event.path("stage").asString())
                .containsExactly("RequestReceived", "ResponseComplete");
        JsonNode event = events.getLast();
        assertThat(event.path("apiVersion").asString()).isEqualTo("audit.k8s.io/v1");
        assertThat(event.path("kind").asString()).isEqualTo("Event");
        assertThat(event.path("level").asString()).isEqualTo("RequestResponse");
        assertThat(event.path("verb").asString()).isEqualTo("create");
        assertThat(event.path("requestURI").asString())
                .isEqualTo("/api/v1/namespaces/default/configmaps?fieldManager=me");
        assertThat(event.path("user").path("username").asString()).isEqualTo("admin");
        assertThat(Json.texts(event.path("user").path("groups"))).contains("system:masters", "system:authenticated");
        assertThat(Json.texts(event.path("sourceIPs"))).containsExactly("127.0.0.1");
        assertThat(event.path("userAgent").asString()).startsWith("Java-http-client");
        assertThat(event.path("objectRef"))
                .isEqualTo(Json.parseObject(
                        "{\"resource\": \"configmaps\", \"namespace\": \"default\", \"apiVersion\": \"v1\"}"));
        assertThat(event.path("responseStatus").path("code").asInt()).isEqualTo(201);
        assertThat(event.path("requestObject").path("data").path("a").asString())
                .isEqualTo("b");
        assertThat(event.path("responseObject").path("metadata").path("uid").asString())
                .isNotEmpty();
        assertThat(event.path("responseObject").path("metadata").has("managedFields"))
                .isFalse();
        assertThat(event.path("annotations")
                        .path("authorization.k8s.io/decision")
                        .asString())
                .isEqualTo("allow");
        assertThat(event.path("requestReceivedTimestamp").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSecretIsNotKept() throws IOException {
        String id = id(send(
                controlPlane.admin(),
                "POST",
                "/api/v1/namespaces/default/secrets",
                "{\"metadata\": {\"name\": \"s\"}, \"stringData\": {\"a\": \"hidden-word\"}}"));
        JsonNode event = events(id, 2).getLast();
        assertThat(event.path("level").asString()).isEqualTo("Metadata");
        assertThat(Files.readString(log)).doesNotContain("hidden-word");
    }

    @Test
    void aRefusalSaysWhyAndForWhom() throws IOException {
        String id = id(send(controlPlane.client("mallory"), "DELETE", "/api/v1/nodes/n", ""));
        JsonNode event = events(id, 1).getLast();
        assertThat(event.path("responseStatus").path("code").asInt()).isEqualTo(403);
        assertThat(event.path("responseStatus").path("reason").asString()).isEqualTo("Forbidden");
        assertThat(event.path("annotations")
                        .path("authorization.k8s.io/decision")
                        .asString())
                .isEqualTo("forbid");
        String other = id(send(
                controlPlane.admin(),
                "GET",
                "/api/v1/namespaces/default/secrets/none",
                "",
                "Impersonate-User",
                "jane"));
        assertThat(events(other, 2)
                        .getLast()
                        .path("impersonatedUser")
                        .path("username")
                        .asString())
                .isEqualTo("jane");
    }

    @Test
    void aWatchIsNotedWhenItStartsAndWhenItEnds() throws IOException, InterruptedException {
        HttpResponse<InputStream> watch;
        try (HttpClient client = controlPlane.admin()) {
            watch = client.send(
                    HttpRequest.newBuilder(controlPlane.uri("/api/v1/nodes?watch=true&timeoutSeconds=1"))
                            .build(),
                    BodyHandlers.ofInputStream());
            watch.body().transferTo(java.io.OutputStream.nullOutputStream());
        }
        assertThat(events(watch.headers().firstValue("Audit-Id").orElseThrow(), 3))
                .extracting(event -> event.path("stage").asString())
                .containsExactly("RequestReceived", "ResponseStarted", "ResponseComplete");
    }

    @Test
    void whatAPodIsAgainstIsNoted() throws IOException {
        send(
                controlPlane.admin(),
                "PATCH",
                "/api/v1/namespaces/default",
                "{\"metadata\": {\"labels\": {\"pod-security.kubernetes.io/audit\": \"baseline\"}}}");
        String id = id(send(
                controlPlane.admin(),
                "POST",
                "/api/v1/namespaces/default/pods",
                "{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"hostPID\": true,"
                        + " \"containers\": [{\"name\": \"c\", \"image\": \"i\"}]}}"));
        JsonNode notes = events(id, 2).getLast().path("annotations");
        assertThat(notes.path("pod-security.kubernetes.io/audit-violations").asString())
                .isEqualTo("would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)");
        assertThat(notes.path("pod-security.kubernetes.io/enforce-policy").asString())
                .isEqualTo("privileged:latest");
    }

    @ParameterizedTest(name = "{0} by {1} of {2}: {3}")
    @CsvSource({
        "get,anybody,/version,None",
        "get,anybody,/healthz/ping,None",
        "get,silent,/api/v1/namespaces/default/secrets/s,None",
        "get,anybody,/api/v1/namespaces/default/secrets/s,Metadata",
        "create,anybody,/api/v1/namespaces/default/pods,RequestResponse",
        "create,anybody,/api/v1/namespaces/other/pods,None",
        "get,anybody,/api/v1/namespaces/default/pods/p/log,None",
        "get,reader,/apis/anything/v1/x,Request",
        "update,anybody,/apis/apps/v1/namespaces/a/deployments/d/scale,Metadata",
        "update,anybody,/apis/apps/v1/namespaces/a/deployments/d,None",
        "update,anybody,/apis/batch/v1/namespaces/a/jobs/d,Metadata"
    })
    void theFirstRuleThatCoversARequestDecides(String verb, String user, String path, String level) {
        AuditPolicy policy = AuditPolicyFile.read(directory.resolve("policy.yaml"));
        List<String> groups = user.equals("reader") ? List.of("readers") : List.of();
        assertThat(policy.kept(new User(user, groups), action(verb, path)).level())
                .hasToString(level);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [] | has no rules",
                "rules: [{level: Some}] | rules[0].level: \"Some\" is none of",
                "rules: [{level: None, user: [a]}] | rules[0].user is not a known field",
                "rules: [{level: None, omitStages: [Late]}] | rules[0].omitStages: \"Late\" is none of",
                "rules: [{level: None, namespaces: [a], nonResourceURLs: [/x]}] | rules cannot apply to both"
            })
    void aPolicyThatIsNotUnderstoodIsRefused(String rules, String why) throws IOException {
        Path file = Files.writeString(
                directory.resolve("bad.yaml"), "apiVersion: audit.k8s.io/v1\nkind: Policy\n" + rules + "\n");
        assertThatThrownBy(() -> AuditPolicyFile.read(file)).hasMessageContainingAll("bad.yaml", why);
    }

    @Test
    void theFileIsBounded() throws IOException {
        Path file = directory.resolve("small/log");
        byte[] line = "0123456789".getBytes(StandardCharsets.US_ASCII);
        try (RotatingFile rotating = new RotatingFile(file, 35, 2)) {
            for (int i = 0; i < 20; i++) rotating.write(line);
        }
        try (var files = Files.list(directory.resolve("small"))) {
            assertThat(files.map(path -> path.getFileName().toString()).toList())
                    .containsExactlyInAnyOrder("log", "log.1", "log.2");
        }
        assertThat(Files.size(directory.resolve("small/log.1"))).isEqualTo(33);
    }

    private static Action action(String verb, String path) {
        String[] parts = path.split("/", -1);
        if (!path.startsWith("/api")) return new Action.OnPath(verb, path);
        boolean core = parts[1].equals("api");
        int at = core ? 3 : 4;
        boolean namespaced = parts.length > at + 2 && parts[at].equals("namespaces");
        int resource = namespaced ? at + 2 : at;
        return new Action.OnResource(
                verb,
                core ? "" : parts[2],
                "v1",
                parts[resource],
                parts.length > resource + 2 ? parts[resource + 2] : "",
                namespaced ? parts[at + 1] : null,
                parts.length > resource + 1 ? parts[resource + 1] : null,
                Map.of());
    }

    private List<JsonNode> events(String id, int number) {
        return await().until(
                        () -> Files.readAllLines(log).stream()
                                .<JsonNode>map(Json::parseObject)
                                .filter(event ->
                                        event.path("auditID").asString("").equals(id))
                                .toList(),
                        events -> events.size() == number);
    }

    private static String id(HttpResponse<String> response) {
        assertThat(Set.of(200, 201, 403, 404)).contains(response.statusCode());
        return response.headers().firstValue("Audit-Id").orElseThrow();
    }

    private HttpResponse<String> send(HttpClient client, String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(controlPlane.uri(path))
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return controlPlane.send(client, request.build());
    }
}
