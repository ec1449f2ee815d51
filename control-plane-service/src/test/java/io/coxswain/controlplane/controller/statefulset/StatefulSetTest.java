package io.coxswain.controlplane.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** StatefulSets against a real control plane; the test makes the writes of a node agent. */
class StatefulSetTest {
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
    }

    @Test
    @DisplayName("StatefulSet Scaling should happen in predictable order and halt if any stateful pod is unhealthy")
    void ordered() {
        create(3, "");
        cluster.awaitPods("web-0");
        ObjectNode first = cluster.get(Kinds.POD, "web-0");
        assertThat(Metadata.labels(first))
                .containsEntry("statefulset.kubernetes.io/pod-name", "web-0")
                .containsEntry("apps.kubernetes.io/pod-index", "0")
                .containsEntry("controller-revision-hash", status("updateRevision"));
        assertThat(first.path("spec").path("hostname").asString("")).isEqualTo("web-0");
        assertThat(first.path("spec").path("subdomain").asString("")).isEqualTo("headless");
        stays("web-0");
        cluster.ready(first, true);
        cluster.awaitPods("web-0", "web-1");
        cluster.ready(cluster.get(Kinds.POD, "web-1"), true);
        cluster.awaitPods("web-0", "web-1", "web-2");
        cluster.play();
        await().untilAsserted(() -> assertThat(status("readyReplicas")).isEqualTo("3"));
        assertThat(status("currentRevision")).isEqualTo(status("updateRevision"));
        assertThat(cluster.events()).contains("SuccessfulCreate create Pod web-0 in StatefulSet web successful");

        cluster.ready(cluster.get(Kinds.POD, "web-1"), false);
        cluster.ready(cluster.get(Kinds.POD, "web-2"), false);
        await().untilAsserted(() -> assertThat(status("readyReplicas")).isEqualTo("1"));
        cluster.patch(Kinds.STATEFUL_SET, "web", "spec: {replicas: 1}");
        // neither the highest ordinal nor one below is healthy: nothing may go
        stays("web-0", "web-1", "web-2");
        assertThat(names(cluster.livePods())).hasSize(3);
        cluster.ready(cluster.get(Kinds.POD, "web-1"), true);
        cluster.ready(cluster.get(Kinds.POD, "web-2"), true);
        await().untilAsserted(() -> assertThat(names(cluster.livePods())).containsExactly("web-0", "web-1"));
        // web-1 has to wait until web-2 is gone, and not only going
        stays("web-0", "web-1", "web-2");
        assertThat(cluster.livePods()).hasSize(2);
        cluster.playUntil(() -> assertThat(cluster.podNames()).containsExactly("web-0"));
        assertThat(cluster.events()).contains("SuccessfulDelete delete Pod web-2 in StatefulSet web successful");
        await().untilAsserted(() -> assertThat(status("replicas")).isEqualTo("1"));
    }

    @Test
    @DisplayName("StatefulSet Burst scaling should run to completion even with unhealthy pods")
    void parallel() {
        create(4, "podManagementPolicy: Parallel, ordinals: {start: 5}");
        cluster.awaitPods("web-5", "web-6", "web-7", "web-8");
        cluster.patch(Kinds.STATEFUL_SET, "web", "spec: {replicas: 1}");
        await().untilAsserted(() -> assertThat(names(cluster.livePods())).containsExactly("web-5"));
    }

    @Test
    @DisplayName("StatefulSet should perform canary updates and phased rolling updates of template modifications")
    void partition() {
        create(3, "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 3}}");
        running(3);
        String former = status("currentRevision");
        template("two");
        await().untilAsserted(() -> assertThat(status("updateRevision")).isNotEqualTo(former));
        assertThat(status("currentRevision")).isEqualTo(former);
        stays("web-0", "web-1", "web-2");
        partition(2);
        cluster.playUntil(() -> assertThat(images()).containsExactly("one", "one", "two"));
        // a lost Pod below the partition comes back by the former template
        cluster.end(cluster.get(Kinds.POD, "web-0"));
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("one", "one", "two");
            assertThat(status("readyReplicas")).isEqualTo("3");
        });
        assertThat(status("updatedReplicas")).isEqualTo("1");
        partition(0);
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("two", "two", "two");
            assertThat(status("currentRevision")).isEqualTo(status("updateRevision"));
        });
    }

    @Test
    @DisplayName("StatefulSet should perform rolling updates and roll backs of template modifications")
    void rollBack() {
        create(3, "revisionHistoryLimit: 1");
        running(3);
        String first = status("currentRevision");
        template("two");
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("two", "two", "two");
            assertThat(status("currentRevision")).isEqualTo(status("updateRevision"));
        });
        template("one");
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("one", "one", "one");
            assertThat(status("currentRevision")).isEqualTo(first);
        });
        // the revision is found again, with the highest number
        assertThat(revisions()).hasSize(2);
        assertThat(cluster.get(Kinds.CONTROLLER_REVISION, first)
                        .path("revision")
                        .asInt(0))
                .isEqualTo(3);
        JsonNode data = cluster.get(Kinds.CONTROLLER_REVISION, first)
                .path("data")
                .path("spec")
                .path("template");
        assertThat(data.path("$patch").asString("")).isEqualTo("replace");
        template("three");
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("three", "three", "three");
            assertThat(revisions()).hasSize(2).contains(first);
        });
    }

    @Test
    void maxUnavailableUpdatesSeveralAtOnce() {
        create(
                4,
                "updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}, podManagementPolicy: Parallel");
        running(4);
        template("two");
        await().untilAsserted(() -> assertThat(names(cluster.livePods())).containsExactly("web-0", "web-1"));
        stays("web-0", "web-1", "web-2", "web-3");
        assertThat(cluster.livePods()).hasSize(2);
        cluster.playUntil(() -> assertThat(images()).containsExactly("two", "two", "two", "two"));
    }

    @Test
    void onDeleteWaitsForTheUser() {
        create(2, "updateStrategy: {type: OnDelete}");
        running(2);
        String former = status("updateRevision");
        template("two");
        await().untilAsserted(() -> assertThat(status("updateRevision")).isNotEqualTo(former));
        stays("web-0", "web-1");
        assertThat(images()).containsExactly("one", "one");
        cluster.delete(cluster.get(Kinds.POD, "web-1"));
        cluster.playUntil(() -> assertThat(images()).containsExactly("one", "two"));
    }

    @Test
    @DisplayName("StatefulSet Should recreate evicted statefulset")
    void failedPodsComeAgain() {
        create(1, "");
        running(1);
        ObjectNode before = cluster.get(Kinds.POD, "web-0");
        cluster.phase(before, "Failed");
        cluster.playUntil(() -> {
            assertThat(cluster.podNames()).containsExactly("web-0");
            assertThat(Metadata.uid(cluster.get(Kinds.POD, "web-0"))).isNotEqualTo(Metadata.uid(before));
            assertThat(status("readyReplicas")).isEqualTo("1");
        });
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("RecreatingFailedPod StatefulSet "));
    }

    @Test
    void minReadySecondsHoldTheNextBack() {
        create(2, "minReadySeconds: 2");
        cluster.awaitPods("web-0");
        cluster.ready(cluster.get(Kinds.POD, "web-0"), true);
        await().untilAsserted(() -> assertThat(status("readyReplicas")).isEqualTo("1"));
        assertThat(status("availableReplicas")).isEqualTo("0");
        assertThat(cluster.podNames()).containsExactly("web-0");
        cluster.awaitPods("web-0", "web-1");
        assertThat(status("availableReplicas")).isEqualTo("1");
    }

    @Test
    void claimsFollowTheRetentionPolicy() {
        create(1, """
                persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain},
                volumeClaimTemplates: [{metadata: {name: data, labels: {tier: db}}, spec: {accessModes: [ReadWriteOnce],
                  resources: {requests: {storage: 1Gi}}}}]""");
        await().untilAsserted(() ->
                assertThat(names(cluster.list(Kinds.PERSISTENT_VOLUME_CLAIM))).containsExactly("data-web-0"));
        ObjectNode claim = cluster.get(Kinds.PERSISTENT_VOLUME_CLAIM, "data-web-0");
        assertThat(Metadata.labels(claim)).containsEntry("app", "web").containsEntry("tier", "db");
        assertThat(ClusterFixture.owner(claim)).isEqualTo("web");
        await().untilAsserted(() -> assertThat(cluster.events())
                .contains("SuccessfulCreate create Claim data-web-0 Pod web-0 in StatefulSet web success"));
        cluster.api.delete(Kinds.STATEFUL_SET, cluster.key("web"), DeleteOptions.background());
        cluster.playUntil(
                () -> assertThat(cluster.list(Kinds.PERSISTENT_VOLUME_CLAIM)).allMatch(Metadata::isTerminating));
    }

    @Test
    @DisplayName("StatefulSet should have a working scale subresource")
    void scaleSubresource() {
        create(1, "");
        running(1);
        cluster.api.patch(
                Kinds.STATEFUL_SET,
                cluster.key("web"),
                io.coxswain.client.PatchType.MERGE,
                ClusterFixture.yaml("spec: {replicas: 2}"),
                "scale");
        running(2);
    }

    private void create(int replicas, String more) {
        cluster.create(Kinds.STATEFUL_SET, """
                metadata: {name: web}
                spec: {replicas: %d, serviceName: headless, selector: {matchLabels: {app: web}}, %s
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: one}]}}}
                """.formatted(replicas, more.isEmpty() ? "" : more + ","));
    }

    private void template(String image) {
        cluster.patch(
                Kinds.STATEFUL_SET,
                "web",
                "spec: {template: {spec: {containers: [{name: main, image: %s}]}}}".formatted(image));
    }

    private void partition(int partition) {
        cluster.patch(
                Kinds.STATEFUL_SET,
                "web",
                "spec: {updateStrategy: {rollingUpdate: {partition: %d}}}".formatted(partition));
    }

    private void running(int replicas) {
        cluster.playUntil(() -> {
            assertThat(status("readyReplicas")).isEqualTo(String.valueOf(replicas));
            assertThat(status("availableReplicas")).isEqualTo(String.valueOf(replicas));
            assertThat(cluster.livePods()).hasSize(replicas);
        });
    }

    private void stays(String... names) {
        await().during(Duration.ofMillis(700))
                .untilAsserted(() -> assertThat(cluster.podNames()).containsExactly(names));
    }

    private static List<String> images() {
        return cluster.livePods().stream().map(ClusterFixture::image).toList();
    }

    private static List<String> revisions() {
        return names(cluster.list(Kinds.CONTROLLER_REVISION));
    }

    private static List<String> names(List<ObjectNode> objects) {
        return objects.stream().map(Metadata::name).sorted().toList();
    }

    private static String status(String field) {
        return cluster.status(Kinds.STATEFUL_SET, "web").path(field).asString("");
    }
}
