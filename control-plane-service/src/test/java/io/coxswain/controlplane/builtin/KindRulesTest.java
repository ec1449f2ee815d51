package io.coxswain.controlplane.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What each kind defaults, refuses, keeps for ever and shows, by tables and through the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindRulesTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

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

    static List<KindCase> cases() {
        return List.of(
                        "workloads.yaml",
                        "batch.yaml",
                        "autoscaling.yaml",
                        "core.yaml",
                        "access.yaml",
                        "storage.yaml",
                        "cluster.yaml",
                        "admission.yaml",
                        "devices.yaml",
                        "network.yaml",
                        "service.yaml")
                .stream()
                .flatMap(KindCase::all)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsTheRules(KindCase kind) {
        for (KindCase.Change change : kind.changes("refused")) {
            HttpResponse<String> refusal =
                    send("POST", kind.collection(), change.apply(kind.object()), "application/json");
            assertThat(faults(refusal)).as("%s", change.patch()).containsExactlyInAnyOrderElementsOf(change.faults());
        }
        HttpResponse<String> answer = send("POST", kind.collection(), kind.object(), "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().allValues("Warning"))
                .isEqualTo(kind.warning().isEmpty() ? List.of() : List.of("299 - \"" + kind.warning() + "\""));
        ObjectNode created = Json.parseObject(answer.body());
        for (var expected : kind.defaulted().properties()) {
            assertThat(created.at(expected.getKey())).as(expected.getKey()).isEqualTo(expected.getValue());
        }
        for (KindCase.Change change : kind.changes("immutable")) {
            HttpResponse<String> refusal = send("PUT", kind.path(), change.apply(created), "application/json");
            assertThat(faults(refusal)).as("%s", change.patch()).containsExactlyInAnyOrderElementsOf(change.faults());
        }
        long generation = created.at("/metadata/generation").asLong(0);
        for (KindCase.Change change : kind.changes("generation")) {
            HttpResponse<String> changed = send("PUT", kind.path(), change.apply(get(kind)), "application/json");
            assertThat(Json.parseObject(changed.body())
                            .at("/metadata/generation")
                            .asLong(0))
                    .as(changed.body())
                    .isEqualTo(++generation);
        }
        table(kind);
        assertThat(send("DELETE", kind.path(), null, "application/json").statusCode())
                .isEqualTo(200);
    }

    private void table(KindCase kind) {
        if (kind.texts("columns").isEmpty()) return;
        HttpResponse<String> answer = send("GET", kind.path(), null, TABLE);
        ObjectNode table = Json.parseObject(answer.body());
        List<String> columns = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        JsonNode definitions = table.path("columnDefinitions");
        for (int at = 0; at < definitions.size(); at++) {
            String name = definitions.path(at).path("name").asString();
            if (name.equals("Name") || name.equals("Age") || name.equals("Created At")) continue;
            columns.add(name + (definitions.path(at).path("priority").asInt() > 0 ? " (wide)" : ""));
            cells.add(table.at("/rows/0/cells").path(at).asString());
        }
        assertThat(columns).isEqualTo(kind.texts("columns"));
        assertThat(cells).isEqualTo(kind.texts("cells"));
    }

    private ObjectNode get(KindCase kind) {
        return Json.parseObject(
                send("GET", kind.path(), null, "application/json").body());
    }

    private static List<String> faults(HttpResponse<String> refusal) {
        assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(422);
        List<String> faults = new ArrayList<>();
        for (JsonNode cause : Json.parseObject(refusal.body()).at("/details/causes")) {
            faults.add(cause.path("field").asString() + ": "
                    + cause.path("message").asString());
        }
        return faults;
    }

    private HttpResponse<String> send(
            String method, String path, @org.jspecify.annotations.Nullable ObjectNode body, String accept) {
        return controlPlane.send(
                admin,
                HttpRequest.newBuilder(controlPlane.uri(path))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .method(
                                method,
                                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                        .build());
    }
}
