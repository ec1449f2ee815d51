package io.coxswain.controlplane.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PodDisruptionBudgets against a real control plane; the test makes the writes of a node agent. */
class DisruptionTest {
    private static ClusterFixture cluster;

    @BeforeAll
    static void start() {
        cluster = new ClusterFixture();
        cluster.addNode("worker");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void namespace() {
        cluster.newNamespace();
        cluster.create(Kinds.REPLICA_SET, """
                metadata: {name: web}
                spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
                  spec: {containers: [{name: main, image: one}]}}}
                """);
        cluster.playUntil(() -> assertThat(cluster.status(Kinds.REPLICA_SET, "web")
                        .path("readyReplicas")
                        .asInt(0))
                .isEqualTo(3));
    }

    @Test
    @DisplayName("DisruptionController should block an eviction until the PDB is updated to allow it")
    void blocksUntilItAllows() {
        create("minAvailable: 3");
        await().untilAsserted(() -> assertThat(count("currentHealthy")).isEqualTo(3));
        assertThat(count("disruptionsAllowed")).isZero();
        assertThat(ClusterFixture.condition(cluster.status(Kinds.POD_DISRUPTION_BUDGET, "web"), "DisruptionAllowed")
                        .path("reason")
                        .asString(""))
                .isEqualTo("InsufficientPods");
        String pod = cluster.podNames().getFirst();
        assertThatThrownBy(() -> evict(pod)).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.reason().code()).isEqualTo(429);
            assertThat(refused.status().path("details").path("causes").toString())
                    .contains("DisruptionBudget");
        });
        cluster.patch(Kinds.POD_DISRUPTION_BUDGET, "web", "spec: {minAvailable: 2}");
        await().untilAsserted(() -> assertThat(count("disruptionsAllowed")).isEqualTo(1));
        evict(pod);
        assertThat(Metadata.isTerminating(cluster.get(Kinds.POD, pod))).isTrue();
        await().untilAsserted(() -> assertThat(count("currentHealthy")).isEqualTo(2));
        assertThat(count("disruptionsAllowed")).isZero();
        assertThat(cluster.status(Kinds.POD_DISRUPTION_BUDGET, "web")
                        .path("disruptedPods")
                        .isEmpty())
                .isTrue();
    }

    @Test
    @DisplayName("DisruptionController should observe PodDisruptionBudget status updated")
    void countsInPercentOfWhatControllersWant() {
        create("maxUnavailable: 50%");
        await().untilAsserted(() -> {
            assertThat(count("expectedPods")).isEqualTo(3);
            assertThat(count("desiredHealthy")).isEqualTo(1);
            assertThat(count("disruptionsAllowed")).isEqualTo(2);
        });
        cluster.ready(cluster.pods().getFirst(), false);
        await().untilAsserted(() -> assertThat(count("disruptionsAllowed")).isEqualTo(1));
        cluster.patch(Kinds.REPLICA_SET, "web", "spec: {replicas: 5}");
        cluster.playUntil(() -> assertThat(count("expectedPods")).isEqualTo(5));
    }

    private static void create(String spec) {
        cluster.create(
                Kinds.POD_DISRUPTION_BUDGET,
                "{metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, %s}}".formatted(spec));
    }

    private static void evict(String pod) {
        cluster.api.createSubresource(
                Kinds.POD,
                cluster.key(pod),
                "eviction",
                ClusterFixture.yaml("{kind: Eviction, apiVersion: policy/v1, metadata: {name: %s}}".formatted(pod)));
    }

    private static int count(String field) {
        return cluster.status(Kinds.POD_DISRUPTION_BUDGET, "web").path(field).asInt(0);
    }
}
