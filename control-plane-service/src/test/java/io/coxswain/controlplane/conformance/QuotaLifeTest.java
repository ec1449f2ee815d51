package io.coxswain.controlplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Wire;
import io.coxswain.controlplane.http.Wire.Answer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Quotas count objects from their creation to their deletion. */
class QuotaLifeTest {
    private static final String TEMPLATE = """
            {"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"busybox"}]}}""";

    private record Row(String what, String group, String plural, String counted, String spec) {
        String collection(String namespace) {
            return (group.isEmpty() ? "/api/v1" : "/apis/" + group + "/v1") + "/namespaces/" + namespace + "/" + plural;
        }
    }

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

    @TestFactory
    Stream<DynamicTest> quotas() {
        return Stream.of(
                        new Row("configMap", "", "configmaps", "configmaps", "\"data\":{\"a\":\"b\"}"),
                        new Row("secret", "", "secrets", "secrets", "\"data\":{\"a\":\"Yg==\"}"),
                        new Row("service", "", "services", "services", "\"spec\":{\"ports\":[{\"port\":80}]}"),
                        new Row(
                                "replication controller",
                                "",
                                "replicationcontrollers",
                                "replicationcontrollers",
                                "\"spec\":{\"replicas\":0,\"template\":" + TEMPLATE + "}"),
                        new Row(
                                "replica set",
                                "apps",
                                "replicasets",
                                "count/replicasets.apps",
                                "\"spec\":{\"replicas\":0,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":"
                                        + TEMPLATE + "}"))
                .map(row -> dynamicTest(
                        "ResourceQuota should create a ResourceQuota and capture the life of a " + row.what() + ".",
                        () -> live(row)));
    }

    private static void live(Row row) {
        String namespace = "quota-" + row.plural();
        api.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        // what every namespace gets is counted too
        await().until(() -> api.get("/api/v1/namespaces/" + namespace + "/configmaps/kube-root-ca.crt")
                        .code()
                == 200);
        int before = api.get(row.collection(namespace)).body().path("items").size();
        String quota = "/api/v1/namespaces/" + namespace + "/resourcequotas";
        api.post(
                quota,
                "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"" + row.counted() + "\":\"" + (before + 1)
                        + "\"}}}");
        used(quota, row, before);
        Answer made = api.post(row.collection(namespace), "{\"metadata\":{\"name\":\"one\"}," + row.spec() + "}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        used(quota, row, before + 1);
        Answer more = api.post(row.collection(namespace), "{\"metadata\":{\"name\":\"two\"}," + row.spec() + "}");
        assertThat(more.code()).isEqualTo(403);
        assertThat(more.message())
                .endsWith("exceeded quota: q, requested: " + row.counted() + "=1, used: " + row.counted() + "="
                        + (before + 1) + ", limited: " + row.counted() + "=" + (before + 1));
        api.delete(row.collection(namespace) + "/one", "");
        used(quota, row, before);
    }

    private static void used(String quota, Row row, int count) {
        String pointer = "/status/used/" + row.counted().replace("/", "~1");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(
                                api.get(quota + "/q").body().at(pointer).asString(""))
                        .isEqualTo(String.valueOf(count)));
    }
}
