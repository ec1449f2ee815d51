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
