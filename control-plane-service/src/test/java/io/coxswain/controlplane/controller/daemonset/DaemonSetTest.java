package io.coxswain.controlplane.controller.daemonset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.ClusterFixture;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** DaemonSets against a real control plane with three nodes; the test makes the writes of their agents. */
class DaemonSetTest {
    private static ClusterFixture cluster;

    @BeforeAll
    static void start() {
        cluster = new ClusterFixture();
        cluster.addNode("one", "color=blue");
        cluster.addNode("two", "color=green");
        cluster.addNode("three", "color=green");
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
    @DisplayName("Daemon set should run and stop simple daemon")
    void onePodOnEachNode() {
        create("");
        running(3);
        assertThat(places()).containsOnlyKeys("one", "two", "three");
        ObjectNode pod = cluster.pods().getFirst();
        assertThat(pod.path("spec").path("tolerations").toString())
                .contains("node.kubernetes.io/unschedulable", "node.kubernetes.io/not-ready");
        assertThat(pod.at("/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                                + "/nodeSelectorTerms/0/matchFields/0/key")
                        .asString(""))
                .isEqualTo("metadata.name");
        assertThat(Metadata.labels(pod)).containsKeys("controller-revision-hash", "pod-template-generation");
        cluster.delete(pod);
        cluster.playUntil(() -> {
            assertThat(cluster.podNames()).hasSize(3).doesNotContain(Metadata.name(pod));
            assertThat(count("numberReady")).isEqualTo(3);
        });
        cluster.api.delete(Kinds.DAEMON_SET, cluster.key("agent"), DeleteOptions.background());
        cluster.playUntil(() -> assertThat(cluster.pods()).isEmpty());
    }

    @Test
    @DisplayName("Daemon set should run and stop complex daemon")
    void followsLabelsAndTaints() {
        create("nodeSelector: {color: green},");
        running(2);
        assertThat(places()).containsOnlyKeys("two", "three");
        label("three", "red");
        cluster.playUntil(() -> assertThat(places()).containsOnlyKeys("two"));
        label("three", "green");
        running(2);
        taint("two", "[{key: dedicated, value: db, effect: NoSchedule}]");
        // a taint that keeps new Pods away drives none out
        cluster.playUntil(() -> assertThat(count("desiredNumberScheduled")).isEqualTo(1));
        assertThat(places()).containsOnlyKeys("two", "three");
        assertThat(count("numberMisscheduled")).isEqualTo(1);
        taint("two", "[{key: dedicated, value: db, effect: NoExecute}]");
        cluster.playUntil(() -> assertThat(places()).containsOnlyKeys("three"));
        taint("two", "null");
        running(2);
    }

    @Test
    void aNewNodeGetsItsPodAndACordonedOneKeepsIt() {
        create("");
        running(3);
        cluster.api.patch(
                Kinds.NODE,
                ObjectKey.cluster("one"),
                PatchType.MERGE,
                ClusterFixture.yaml("spec: {unschedulable: true}"),
                null);
        cluster.addNode("four");
        try {
            running(4);
            assertThat(places()).containsOnlyKeys("four", "one", "two", "three");
        } finally {
            cluster.api.patch(
                    Kinds.NODE,
                    ObjectKey.cluster("one"),
                    PatchType.MERGE,
                    ClusterFixture.yaml("spec: {unschedulable: null}"),
                    null);
            cluster.api.delete(Kinds.NODE, ObjectKey.cluster("four"), DeleteOptions.defaults());
        }
        await().untilAsserted(() -> assertThat(count("desiredNumberScheduled")).isEqualTo(3));
    }

    @Test
    @DisplayName("Daemon set should retry creating failed daemon pods")
    void failedPodsAreReplaced() {
        create("");
        running(3);
        ObjectNode failed = cluster.pods().getFirst();
        cluster.phase(failed, "Failed");
        cluster.playUntil(() -> {
            assertThat(cluster.podNames()).hasSize(3).doesNotContain(Metadata.name(failed));
            assertThat(count("numberReady")).isEqualTo(3);
        });
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("FailedDaemonPod Found failed daemon pod "));
    }

    @Test
    @DisplayName("Daemon set should update pod when spec was updated and update strategy is RollingUpdate")
    void rollsNodeByNode() {
        create("");
        running(3);
        image("two");
        await().untilAsserted(() -> assertThat(cluster.livePods()).hasSize(2));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(cluster.livePods()).hasSize(2));
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("two", "two", "two");
            assertThat(count("updatedNumberScheduled")).isEqualTo(3);
            assertThat(count("numberAvailable")).isEqualTo(3);
        });
    }

    @Test
    @DisplayName("Daemon set should rollback without unnecessary restarts")
    void rollsBack() {
        create("");
        running(3);
        List<String> before = cluster.podNames();
        image("broken");
        await().untilAsserted(() -> assertThat(cluster.livePods()).hasSize(2));
        cluster.pods().stream().filter(Metadata::isTerminating).forEach(cluster::end);
        await().untilAsserted(() -> assertThat(images()).contains("broken"));
        image("one");
        cluster.playUntil(() -> {
            assertThat(images()).containsExactly("one", "one", "one");
            assertThat(count("updatedNumberScheduled")).isEqualTo(3);
        });
        assertThat(cluster.podNames()).filteredOn(before::contains).hasSize(2);
        assertThat(cluster.list(Kinds.CONTROLLER_REVISION)).hasSize(2);
        assertThat(cluster.list(Kinds.CONTROLLER_REVISION).stream()
                        .mapToInt(revision -> revision.path("revision").asInt(0))
                        .max()
                        .orElse(0))
                .isEqualTo(3);
    }

    @Test
    void surgeStartsTheNewPodFirst() {
        create("");
        cluster.patch(
                Kinds.DAEMON_SET, "agent", "spec: {updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}}");
        running(3);
        image("two");
        cluster.awaitPods(4);
        assertThat(cluster.livePods()).hasSize(4);
        cluster.playUntil(() -> {
            assertThat(cluster.livePods().stream().filter(DaemonSetTest::isReady))
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(images()).containsExactly("two", "two", "two");
        });
    }

    @Test
    void onDeleteWaitsForTheUser() {
        create("");
        cluster.patch(Kinds.DAEMON_SET, "agent", "spec: {updateStrategy: {type: OnDelete, rollingUpdate: null}}");
        running(3);
        image("two");
        await().untilAsserted(() ->
                assertThat(cluster.list(Kinds.CONTROLLER_REVISION)).hasSize(2));
        assertThat(images()).containsExactly("one", "one", "one");
        cluster.delete(cluster.pods().getFirst());
        cluster.playUntil(() -> assertThat(images()).containsExactly("one", "one", "two"));
    }

    private static void create(String podSpec) {
        cluster.create(Kinds.DAEMON_SET, """
                metadata: {name: agent}
                spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}},
                  spec: {%s containers: [{name: main, image: one}]}}}
                """.formatted(podSpec));
    }

    private static void image(String image) {
        cluster.patch(
                Kinds.DAEMON_SET,
                "agent",
                "spec: {template: {spec: {containers: [{name: main, image: %s}]}}}".formatted(image));
    }

    private static void label(String node, String color) {
        cluster.api.patch(
                Kinds.NODE,
                ObjectKey.cluster(node),
                PatchType.MERGE,
                ClusterFixture.yaml("metadata: {labels: {color: %s}}".formatted(color)),
                null);
    }

    private static void taint(String node, String taints) {
        cluster.api.patch(
                Kinds.NODE,
                ObjectKey.cluster(node),
                PatchType.MERGE,
                ClusterFixture.yaml("spec: {taints: %s}".formatted(taints)),
                null);
    }

    private static void running(int nodes) {
        cluster.playUntil(() -> {
            assertThat(count("desiredNumberScheduled")).isEqualTo(nodes);
            assertThat(count("numberReady")).isEqualTo(nodes);
            assertThat(count("numberAvailable")).isEqualTo(nodes);
            assertThat(cluster.livePods()).hasSize(nodes);
        });
    }

    private static Map<String, String> places() {
        var places = new TreeMap<String, String>();
        cluster.livePods().forEach(pod -> places.put(node(pod), Metadata.name(pod)));
        return places;
    }

    private static String node(ObjectNode pod) {
        return pod.path("spec").path("nodeName").asString("");
    }

    private static List<String> images() {
        return cluster.livePods().stream().map(ClusterFixture::image).sorted().toList();
    }

    private static boolean isReady(ObjectNode pod) {
        return ClusterFixture.condition(pod.path("status"), "Ready")
                .path("status")
                .asString("")
                .equals("True");
    }

    private static int count(String field) {
        return cluster.status(Kinds.DAEMON_SET, "agent").path(field).asInt(0);
    }
}
