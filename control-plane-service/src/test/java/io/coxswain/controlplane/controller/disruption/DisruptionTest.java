package io.coxswain.controlplane.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PodDisruptionBudgets against a real control plane; the test makes the writes of a node agent. */
class DisruptionTest {
    private static final Kind<GenericKubernetesResource> WIDGET = new Kind<>(
            "example.com",
            "v1",
            "Widget",
            "widgets",
            true,
            List.of(),
            List.of(),
            Set.of("scale"),
            GenericKubernetesResource.class);

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

    @Test
    void countsByTheScaleOfCustomResources() {
        cluster.api.create(Kinds.CUSTOM_RESOURCE_DEFINITION, ClusterFixture.yaml("""
                kind: CustomResourceDefinition
                apiVersion: apiextensions.k8s.io/v1
                metadata: {name: widgets.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    subresources:
                      scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}
                """));
        await().ignoreExceptions()
                .until(() -> cluster.create(WIDGET, "{metadata: {name: web}, spec: {size: 4}}") != null);
        pod("owned", WIDGET, "web");
        cluster.create(Kinds.POD_DISRUPTION_BUDGET, """
                {metadata: {name: web}, spec: {selector: {matchLabels: {app: other}}, maxUnavailable: 1}}
                """);
        await().untilAsserted(() -> {
            assertThat(count("expectedPods")).isEqualTo(4);
            assertThat(count("desiredHealthy")).isEqualTo(3);
        });
        cluster.create(Kinds.CONFIG_MAP, "{metadata: {name: web}}");
        pod("odd", Kinds.CONFIG_MAP, "web");
        await().untilAsserted(() -> {
            var allowed =
                    ClusterFixture.condition(cluster.status(Kinds.POD_DISRUPTION_BUDGET, "web"), "DisruptionAllowed");
            assertThat(allowed.path("reason").asString("")).isEqualTo("SyncFailed");
            assertThat(allowed.path("message").asString(""))
                    .isEqualTo("configmaps does not implement the scale subresource");
        });
    }

    private static void pod(String name, Kind<?> owner, String ownerName) {
        String uid = Metadata.uid(cluster.get(owner, ownerName));
        cluster.create(Kinds.POD, """
                metadata:
                  name: %s
                  labels: {app: other}
                  ownerReferences: [{apiVersion: %s, kind: %s, name: %s, uid: %s, controller: true}]
                spec: {containers: [{name: main, image: one}]}
                """.formatted(name, owner.apiVersion(), owner.name(), ownerName, uid));
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
