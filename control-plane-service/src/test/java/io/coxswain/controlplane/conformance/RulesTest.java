package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules of single kinds that the conformance suite asks for, with the controllers that they need. */
class RulesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestControlPlane controlPlane;
    private static Wire api;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        api = Wire.admin(controlPlane);
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
    }

    @Test
    @DisplayName("ConfigMap should fail to create ConfigMap with empty key")
    void configMapsHaveNoEmptyKeys() {
        Answer refused = api.post("/api/v1/namespaces/default/configmaps", """
                {"metadata":{"name":"empty-key"},"data":{"":"value-1"}}""");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("ConfigMap \"empty-key\" is invalid: data[]: Invalid value: \"\": a valid config key must"
                        + " consist of alphanumeric characters, '-', '_' or '.'");
    }

    @Test
    @DisplayName("Secrets should fail to create secret due to empty secret key")
    void secretsHaveNoEmptyKeys() {
        Answer refused = api.post("/api/v1/namespaces/default/secrets", """
                {"metadata":{"name":"empty-key"},"data":{"":"dmFsdWUtMQ=="}}""");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.body().at("/details/causes/0/field").asString("")).isEqualTo("data[]");
    }

    @Test
    @DisplayName("ConfigMap should be immutable if `immutable` field is set")
    void configMapsStayAsTheyAre() {
        staysAsItIs("configmaps", "value", "other");
    }

    @Test
    @DisplayName("Secrets should be immutable if `immutable` field is set")
    void secretsStayAsTheyAre() {
        staysAsItIs("secrets", "dmFsdWU=", "b3RoZXI=");
    }

    private static void staysAsItIs(String resource, String value, String other) {
        String path = "/api/v1/namespaces/default/" + resource;
        api.post(path, "{\"metadata\":{\"name\":\"immutable\"},\"data\":{\"k\":\"" + value + "\"}}");
        path += "/immutable";
        assertThat(api.patch(Wire.MERGE, path, "{\"data\":{\"more\":\"" + value + "\"}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.patch(Wire.MERGE, path, "{\"immutable\":true}").code()).isEqualTo(200);
        Answer changed = api.patch(Wire.MERGE, path, "{\"data\":{\"k\":\"" + other + "\"}}");
        assertThat(changed.code()).isEqualTo(422);
        assertThat(changed.message()).contains("data: Forbidden: field is immutable when `immutable` is set");
        Answer undone = api.patch(Wire.MERGE, path, "{\"immutable\":false}");
        assertThat(undone.message()).contains("immutable: Forbidden: field is immutable when `immutable` is set");
        assertThat(api.patch(Wire.MERGE, path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.delete(path, "").code()).isEqualTo(200);
    }

    @Test
    @DisplayName("API Server should provide secure master service")
    void isAService() {
        JsonNode ports =
                api.get("/api/v1/namespaces/default/services/kubernetes").body().at("/spec/ports");
        assertThat(ports).hasSize(1);
        assertThat(ports.at("/0/name").asString("")).isEqualTo("https");
        assertThat(ports.at("/0/port").asInt(0)).isEqualTo(443);
    }

    @Test
    @DisplayName("EndpointSlice should create and delete EndpointSlices for a Service with a selector that matches no"
            + " pods")
    void slicesFollowTheirService() {
        api.post("/api/v1/namespaces/default/services", """
                {"metadata":{"name":"selecting"},"spec":{"selector":{"does-not-match":"endpoints"},"ports":[{"port":80}]}}""");
        String slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                + "?labelSelector=kubernetes.io/service-name%3Dselecting";
        await().until(() -> api.get(slices).body().path("items").size() == 1);
        JsonNode slice = api.get(slices).body().at("/items/0");
        assertThat(slice.path("endpoints")).isEmpty();
        assertThat(slice.at("/metadata/labels/endpointslice.kubernetes.io~1managed-by")
                        .asString(""))
                .isEqualTo("endpointslice-controller.k8s.io");
        api.delete("/api/v1/namespaces/default/services/selecting", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get(slices).body().path("items").isEmpty());
    }

    @Test
    void whatEveryClusterHasComesBack() {
        String flows = "/apis/flowcontrol.apiserver.k8s.io/v1";
        for (String path : List.of(
                "/api/v1/namespaces/kube-node-lease",
                flows + "/flowschemas/global-default",
                flows + "/flowschemas/catch-all",
                flows + "/prioritylevelconfigurations/workload-low",
                flows + "/prioritylevelconfigurations/catch-all")) {
            String uid = api.get(path).body().at("/metadata/uid").asString("");
            assertThat(api.delete(path, "").code()).as(path).isEqualTo(200);
            await().atMost(PATIENCE).untilAsserted(() -> {
                Answer again = api.get(path);
                assertThat(again.code()).as(path).isEqualTo(200);
                assertThat(again.body().at("/metadata/uid").asString("")).isNotEqualTo(uid);
            });
        }
    }

    @Test
    void aFlowSchemaTellsWhetherItsLevelIsThere() {
        String flows = "/apis/flowcontrol.apiserver.k8s.io/v1";
        Answer made = api.post(flows + "/flowschemas", """
                {"metadata":{"name":"dangles"},"spec":{"matchingPrecedence":9000,
                 "priorityLevelConfiguration":{"name":"absent"}}}""");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition(flows))
                        .isEqualTo("Dangling True NotFound This FlowSchema references the PriorityLevelConfiguration"
                                + " object named \"absent\" but there is no such object"));
        Answer level = api.post(flows + "/prioritylevelconfigurations", """
                {"metadata":{"name":"absent"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,
                 "limitResponse":{"type":"Reject"}}}}""");
        assertThat(level.code()).as(level.message()).isEqualTo(201);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition(flows))
                        .isEqualTo("Dangling False Found This FlowSchema references the PriorityLevelConfiguration"
                                + " object named \"absent\" and it exists"));
        api.delete(flows + "/flowschemas/dangles", "");
        api.delete(flows + "/prioritylevelconfigurations/absent", "");
    }

    private static String condition(String flows) {
        JsonNode condition = api.get(flows + "/flowschemas/dangles").body().at("/status/conditions/0");
        return String.join(
                " ",
                List.of("type", "status", "reason", "message").stream()
                        .map(field -> condition.path(field).asString(""))
                        .toList());
    }

    @Test
    @DisplayName("Servers with support for Table transformation should return a 406 for a backend which does not"
            + " implement metadata")
    void whatHasNoMetadataHasNoTable() {
        Answer refused = api.call(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                Wire.JSON,
                """
                {"spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}}""",
                "Accept",
                "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(refused.code()).isEqualTo(406);
        assertThat(refused.body().path("reason").asString("")).isEqualTo("NotAcceptable");
    }
}
