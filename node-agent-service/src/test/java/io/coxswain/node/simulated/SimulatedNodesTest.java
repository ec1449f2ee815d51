package io.coxswain.node.simulated;

import static io.coxswain.node.simulated.SimulatedCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.DeleteOptions;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.node.ObjectNode;

/** A hundred simulated nodes on a real control plane: what users see of them. */
class SimulatedNodesTest {
    private static final String TOLERATION = "[{key: coxswain.io/simulated, operator: Exists}]";
    private static SimulatedCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new SimulatedCluster(Stages.parse("""
                stages:
                - {name: start, from: Pending, labels: "slow!=true", to: Ready}
                - {name: start slowly, from: Pending, to: Running}
                - {name: become ready, from: Running, afterMilliseconds: 300, jitterMilliseconds: 200, to: Ready}
                - {name: fail, from: Ready, labels: fails, to: Failed, exitCode: 3, reason: Simulated, message: as asked}
                - {name: complete, from: Ready, owner: Job, afterMilliseconds: 100, to: Succeeded}
                - {name: delete, from: Terminating, exitCode: 143, to: Gone}
                """), Map.of());
        cluster.addNodes(100);
        cluster.namespace("simulated");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aHundredNodesAreReadyWithLeasesAndRangesOfTheirOwn() {
        List<ObjectNode> nodes = cluster.list(Kinds.NODE, ListOptions.everything());
        Set<String> ranges = nodes.stream()
                .map(node -> node.path("spec").path("podCIDR").asString(""))
                .collect(Collectors.toSet());
        assertThat(ranges).hasSize(100);
        await().atMost(PATIENCE)
                .until(() -> cluster.list(Kinds.LEASE, ListOptions.in("kube-node-lease"))
                                .size()
                        == 100);
    }

    @Test
    void usersPodsDoNotLandThereUnlessTheyAskForIt() {
        cluster.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: ordinary, namespace: simulated},
                 spec: {containers: [{name: c, image: none}]}}""");
        await().atMost(PATIENCE).untilAsserted(() -> {
            ObjectNode pod = cluster.api.get(Kinds.POD, new ObjectKey("simulated", "ordinary"));
            assertThat(pod.path("status").toString()).contains("had untolerated taint(s)");
            assertThat(pod.path("spec").has("nodeName")).isFalse();
        });
    }

    @Test
    void aDeploymentRunsAndGoesAndAnswersLogsWithAClearError() {
        cluster.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: many, namespace: simulated}
                spec:
                  replicas: 150
                  selector: {matchLabels: {app: many}}
                  template:
                    metadata: {labels: {app: many, slow: "true"}}
                    spec: {tolerations: %s, containers: [{name: c, image: none}]}
                """.formatted(TOLERATION));
        var key = new ObjectKey("simulated", "many");
        await().atMost(PATIENCE)
                .until(() -> cluster.api
                                .get(Kinds.DEPLOYMENT, key)
                                .path("status")
                                .path("readyReplicas")
                                .asInt(0)
                        == 150);
        List<ObjectNode> pods =
                cluster.list(Kinds.POD, ListOptions.in("simulated").withLabels("app=many"));
        assertThat(pods.stream()
                        .map(pod -> pod.path("status").path("podIP").asString(""))
                        .distinct())
                .hasSize(150)
                .allMatch(address -> address.startsWith("10.244."));
        ObjectNode one = pods.getFirst();
        HttpResponse<String> logs = cluster.controlPlane.get(
                cluster.controlPlane.admin(), "/api/v1/namespaces/simulated/pods/" + Metadata.name(one) + "/log");
        assertThat(logs.statusCode()).isEqualTo(400);
        assertThat(logs.body())
                .contains("is on the simulated node sim-", "there are no logs, exec, attach or port-forward");
        cluster.api.delete(Kinds.DEPLOYMENT, key, DeleteOptions.background());
        await().atMost(PATIENCE)
                .until(() -> cluster.list(Kinds.POD, ListOptions.in("simulated").withLabels("app=many"))
                        .isEmpty());
    }

    @Test
    void jobsCompleteAndAFailureIsToldAsTheStageSays() {
        cluster.apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: work, namespace: simulated}
                spec:
                  completions: 20
                  parallelism: 10
                  template: {spec: {restartPolicy: Never, tolerations: %s, containers: [{name: c, image: none}]}}
                """.formatted(TOLERATION));
        cluster.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: failing, namespace: simulated, labels: {fails: "yes"}},
                 spec: {restartPolicy: Never, tolerations: %s, containers: [{name: c, image: none}]}}
                """.formatted(TOLERATION));
        await().atMost(PATIENCE).untilAsserted(() -> {
            ObjectNode failed = cluster.api.get(Kinds.POD, new ObjectKey("simulated", "failing"));
            assertThat(failed.path("status").path("phase").asString("")).isEqualTo("Failed");
            assertThat(failed.at("/status/containerStatuses/0/state/terminated/exitCode")
                            .asInt())
                    .isEqualTo(3);
            assertThat(failed.path("status").path("reason").asString("")).isEqualTo("Simulated");
        });
        await().atMost(PATIENCE)
                .until(() ->
                        Conditions.isTrue(cluster.api.get(Kinds.JOB, new ObjectKey("simulated", "work")), "Complete"));
        assertThat(cluster.api
                        .get(Kinds.JOB, new ObjectKey("simulated", "work"))
                        .at("/status/succeeded")
                        .asInt())
                .isEqualTo(20);
    }

    @Test
    void aNodeThatIsNoLongerHostedTakesNoPodFurther() {
        cluster.api.create(Kinds.NODE, SimulatedNode.object("other", "1", "1Gi", 10));
        await().atMost(PATIENCE)
                .until(() -> Conditions.isTrue(cluster.api.get(Kinds.NODE, ObjectKey.cluster("other")), "Ready"));
        cluster.lose("other");
        cluster.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: waiting, namespace: simulated},
                 spec: {nodeName: other, containers: [{name: c, image: none}]}}""");
        var key = new ObjectKey("simulated", "waiting");
        await().during(Duration.ofMillis(700))
                .atMost(PATIENCE)
                .until(() -> cluster.api
                        .get(Kinds.POD, key)
                        .path("status")
                        .path("phase")
                        .asString("")
                        .equals("Pending"));
        cluster.label("other", SimulatedNode.HOSTED);
        await().atMost(PATIENCE).until(() -> Conditions.isTrue(cluster.api.get(Kinds.POD, key), "Ready"));
        cluster.api.delete(Kinds.POD, key, DeleteOptions.defaults());
        await().atMost(PATIENCE).until(() -> cluster.api.find(Kinds.POD, key).isEmpty());
        cluster.api.delete(Kinds.NODE, ObjectKey.cluster("other"), DeleteOptions.defaults());
        await().atMost(PATIENCE)
                .until(() -> cluster.api
                        .find(Kinds.LEASE, new ObjectKey("kube-node-lease", "other"))
                        .isEmpty());
    }

    @Test
    void aPodThatNeverGotANodeEndsAsFailedWhenItIsDeleted() {
        cluster.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: unplaced, namespace: simulated, finalizers: [a.io/counted]},
                 spec: {nodeSelector: {no: node}, containers: [{name: c, image: none}]}}""");
        var key = new ObjectKey("simulated", "unplaced");
        cluster.api.delete(Kinds.POD, key, DeleteOptions.defaults());
        await().atMost(PATIENCE)
                .until(() -> cluster.api
                        .get(Kinds.POD, key)
                        .path("status")
                        .path("phase")
                        .asString("")
                        .equals("Failed"));
        patch(Kinds.POD, key, "{metadata: {finalizers: null}}");
        await().atMost(PATIENCE).until(() -> cluster.api.find(Kinds.POD, key).isEmpty());
    }

    @Test
    @DisplayName("NoExecuteTaintManager Multiple Pods evicts pods with minTolerationSeconds [Disruptive] [Serial]")
    void aTaintEvictsEachPodWhenItsTolerationEnds() {
        taintedPod("evicted-1", "sim-90", ", tolerationSeconds: 1");
        taintedPod("evicted-2", "sim-90", ", tolerationSeconds: 2");
        taintedPod("stays", "sim-90", "");
        taint("sim-90", ", {key: going, effect: NoExecute}");
        for (String name : List.of("evicted-1", "evicted-2")) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                ObjectNode pod = cluster.api.get(Kinds.POD, new ObjectKey("simulated", name));
                assertThat(pod.path("metadata").has("deletionTimestamp")).isTrue();
                assertThat(pod.path("status")
                                .path("conditions")
                                .valueStream()
                                .filter(each -> each.path("type").asString("").equals("DisruptionTarget"))
                                .map(each -> each.path("reason").asString("")))
                        .containsExactly("DeletionByTaintManager");
            });
            patch(Kinds.POD, new ObjectKey("simulated", name), "{metadata: {finalizers: null}}");
        }
        ObjectNode stays = cluster.api.get(Kinds.POD, new ObjectKey("simulated", "stays"));
        assertThat(Metadata.isTerminating(stays)).isFalse();
        patch(Kinds.POD, new ObjectKey("simulated", "stays"), "{metadata: {finalizers: null}}");
    }

    @Test
    @DisplayName("NoExecuteTaintManager Single Pod removing taint cancels eviction [Disruptive] [Serial]")
    void aTaintThatGoesInTimeEvictsNobody() {
        taintedPod("spared", "sim-91", ", tolerationSeconds: 2");
        taint("sim-91", ", {key: going, effect: NoExecute}");
        taint("sim-91", "");
        var key = new ObjectKey("simulated", "spared");
        await().during(Duration.ofMillis(2500))
                .atMost(PATIENCE)
                .until(() -> !Metadata.isTerminating(cluster.api.get(Kinds.POD, key)));
        patch(Kinds.POD, key, "{metadata: {finalizers: null}}");
    }

    /** The finalizer keeps it readable after its end. */
    private static void taintedPod(String name, String node, String seconds) {
        cluster.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: simulated, finalizers: [a.io/read]},
                 spec: {nodeName: %s, containers: [{name: c, image: none}],
                 tolerations: [{key: going, operator: Exists, effect: NoExecute%s}]}}""".formatted(name, node, seconds));
    }

    /** Beside the taint of a simulated node. */
    private static void taint(String node, String more) {
        patch(
                Kinds.NODE,
                ObjectKey.cluster(node),
                "{spec: {taints: [{key: coxswain.io/simulated, value: 'true', effect: NoSchedule}" + more + "]}}");
    }

    private static void patch(Kind<?> kind, ObjectKey key, String yaml) {
        cluster.api.patch(kind, key, PatchType.MERGE, Json.tree(new Yaml().<Object>load(yaml)), null);
    }
}
