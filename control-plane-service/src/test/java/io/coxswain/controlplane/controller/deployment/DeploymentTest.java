package io.coxswain.controlplane.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.model.Kinds;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deployments against a real control plane; the test makes the writes of a node agent. */
class DeploymentTest {
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
    void begin() {
        cluster.newNamespace();
    }

    @Test
    @DisplayName("Deployment RollingUpdateDeployment should delete old pods and create new ones")
    void aRollingUpdateReplacesAllPods() {
        deployment(3, "");
        complete(3);
        image("two");
        complete(3);
        assertThat(images()).containsOnly("two");
        assertThat(replicaSets()).hasSize(2);
    }

    @Test
    @DisplayName("Deployment RecreateDeployment should delete old pods and create new ones")
    void recreateReplacesAllPods() {
        deployment(2, "strategy: {type: Recreate}");
        complete(2);
        image("two");
        complete(2);
        assertThat(images()).containsExactly("two", "two");
    }

    @Test
    @DisplayName("Deployment deployment should delete old replica sets")
    void keepsNoMoreHistoryThanItsLimit() {
        deployment(1, "revisionHistoryLimit: 0");
        complete(1);
        image("two");
        complete(1);
        cluster.playUntil(() -> assertThat(replicaSets()).hasSize(1));
    }

    @Test
    @DisplayName("Deployment Deployment should have a working scale subresource")
    void isScaledByItsScale() {
        deployment(1, "");
        complete(1);
        ObjectNode scale = cluster.api.patch(
                Kinds.DEPLOYMENT,
                cluster.key("web"),
                PatchType.MERGE,
                ClusterFixture.yaml("{spec: {replicas: 4}}"),
                "scale");
        assertThat(scale.path("kind").asString("")).isEqualTo("Scale");
        assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(4);
        complete(4);
    }

    @Test
    @DisplayName("Deployment deployment should support rollover")
    void aNewerTemplateOvertakesARollout() {
        deployment(3, "");
        complete(3);
        image("two");
        await().untilAsserted(() -> assertThat(images()).contains("two"));
        image("three");
        complete(3);
        assertThat(images()).containsOnly("three");
    }

    @Test
    void countsThePodsThatAreAboutToEnd() {
        deployment(2, "");
        complete(2);
        assertThat(status().path("terminatingReplicas").asInt(-1)).isZero();
        cluster.patch(Kinds.DEPLOYMENT, "web", "spec: {replicas: 1}");
        await().untilAsserted(() -> {
            assertThat(status().path("terminatingReplicas").asInt()).isEqualTo(1);
            assertThat(status().path("replicas").asInt()).isEqualTo(1);
        });
        cluster.playUntil(
                () -> assertThat(status().path("terminatingReplicas").asInt()).isZero());
    }

    @Test
    void aPausedDeploymentIsScaledButNotRolledOut() {
        deployment(1, "");
        complete(1);
        cluster.patch(Kinds.DEPLOYMENT, "web", "spec: {paused: true, replicas: 2}");
        image("two");
        cluster.playUntil(() -> {
            assertThat(progressing().path("status").asString("")).isEqualTo("Unknown");
            assertThat(progressing().path("reason").asString("")).isEqualTo("DeploymentPaused");
            assertThat(status().path("availableReplicas").asInt()).isEqualTo(2);
            assertThat(status().has("updatedReplicas")).isFalse();
        });
        assertThat(images()).containsExactly("one", "one");
        cluster.patch(Kinds.DEPLOYMENT, "web", "spec: {paused: false}");
        complete(2);
        assertThat(images()).containsOnly("two");
        assertThat(progressing().path("reason").asString("")).isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void aRolloutWithoutProgressTimesOut() {
        deployment(1, "progressDeadlineSeconds: 1");
        await().untilAsserted(() -> {
            assertThat(progressing().path("status").asString("")).isEqualTo("False");
            assertThat(progressing().path("reason").asString("")).isEqualTo("ProgressDeadlineExceeded");
            assertThat(progressing().path("message").asString(""))
                    .matches("ReplicaSet \"web-[a-z0-9]+\" has timed out progressing\\.");
        });
        complete(1);
        assertThat(progressing().path("reason").asString("")).isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void tellsWhyItsReplicaSetIsRefused() {
        cluster.create(Kinds.RESOURCE_QUOTA, "{metadata: {name: none}, spec: {hard: {count/replicasets.apps: \"0\"}}}");
        await().untilAsserted(() -> assertThat(
                        cluster.status(Kinds.RESOURCE_QUOTA, "none").has("hard"))
                .isTrue());
        deployment(1, "");
        await().untilAsserted(() -> {
            assertThat(progressing().path("reason").asString("")).isEqualTo("ReplicaSetCreateError");
            assertThat(progressing().path("message").asString(""))
                    .startsWith("Failed to create new replica set \"web-")
                    .contains("is forbidden: exceeded quota: none");
            assertThat(cluster.events())
                    .anyMatch(
                            event -> event.startsWith("ReplicaSetCreateError Failed to create new replica set \"web-"));
        });
    }

    private static JsonNode status() {
        return cluster.status(Kinds.DEPLOYMENT, "web");
    }

    private static JsonNode progressing() {
        return ClusterFixture.condition(status(), "Progressing");
    }

    private static void deployment(int replicas, String more) {
        cluster.create(Kinds.DEPLOYMENT, """
                kind: Deployment
                apiVersion: apps/v1
                metadata: {name: web}
                spec:
                  replicas: %d
                  %s
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: one}]}
                """.formatted(replicas, more));
    }

    private static void image(String image) {
        cluster.api.patch(
                Kinds.DEPLOYMENT,
                cluster.key("web"),
                PatchType.STRATEGIC,
                ClusterFixture.yaml(
                        "{spec: {template: {spec: {containers: [{name: c, image: %s}]}}}}".formatted(image)),
                null);
    }

    /** Plays the agent until the Deployment says that it is what its spec wants. */
    private static void complete(int replicas) {
        cluster.playUntil(() -> {
            ObjectNode deployment = cluster.get(Kinds.DEPLOYMENT, "web");
            assertThat(deployment.at("/status/observedGeneration").asLong())
                    .isEqualTo(deployment.at("/metadata/generation").asLong());
            for (String count : List.of("replicas", "updatedReplicas", "availableReplicas")) {
                assertThat(deployment.path("status").path(count).asInt())
                        .as(count)
                        .isEqualTo(replicas);
            }
            assertThat(cluster.livePods()).hasSize(replicas);
        });
    }

    private static List<String> images() {
        return cluster.livePods().stream()
                .map(pod -> pod.at("/spec/containers/0/image").asString(""))
                .toList();
    }

    private static List<ObjectNode> replicaSets() {
        return cluster.list(Kinds.REPLICA_SET);
    }
}
