package io.coxswain.node.simulated;

import static io.coxswain.node.simulated.SimulatedCluster.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.DatabaseLine;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.leader.LeaderElection;
import io.coxswain.json.Conditions;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node is lost, and the leader loses its database, while a rollout, a scale-down and a Job run: all ends as declared.
 * The long form does it again and again, with stalls of twenty seconds.
 */
class ChaosTest {
    private static final boolean LONG = Boolean.getBoolean("coxswain.long");
    private static final int ROUNDS = LONG ? 6 : 1;
    private static final Duration STALL = Duration.ofSeconds(LONG ? 20 : 4);
    private static final String NAMESPACE = "chaos";
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
    private static final String POD = """
            {containers: [{name: c, image: none}], tolerations: [
            {key: coxswain.io/simulated, operator: Exists},
            {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 1},
            {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 1}]""";
    private static final Map<String, Object> FAST = Map.of(
            "coxswain.control-plane.leader-election.lease-duration", "3s",
            "coxswain.control-plane.leader-election.renew-deadline", "2s",
            "coxswain.control-plane.leader-election.retry-period", "300ms",
            "coxswain.control-plane.node-lifecycle.monitor-grace-period", "4s",
            "coxswain.control-plane.node-lifecycle.eviction-rate", "10");

    private record Replica(TestControlPlane controlPlane, DatabaseLine line) {
        boolean leads() {
            return controlPlane.context().getBean(LeaderElection.class).leads();
        }
    }

    private static final List<Replica> REPLICAS = new ArrayList<>();
    private static SimulatedCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new SimulatedCluster(Stages.parse("""
                stages:
                - {name: start, from: Pending, afterMilliseconds: 50, jitterMilliseconds: 100, to: Ready}
                - {name: complete, from: Ready, owner: Job, afterMilliseconds: 200, jitterMilliseconds: 400, to: Succeeded}
                - {name: delete, from: Terminating, afterMilliseconds: 50, exitCode: 143, to: Gone}
                """), Map.of("coxswain.control-plane.controllers", false));
        String direct = cluster.controlPlane.database().url();
        for (String identity : List.of("one", "other")) {
            var line = new DatabaseLine(direct);
            var properties = new HashMap<>(FAST);
            properties.put("coxswain.control-plane.leader-election.identity", identity);
            properties.put("coxswain.control-plane.database.url", line.url(direct));
            REPLICAS.add(new Replica(cluster.controlPlane.replica(properties), line));
        }
        cluster.addNodes(12);
        cluster.namespace(NAMESPACE);
    }

    @AfterAll
    static void stop() {
        for (Replica replica : REPLICAS) {
            replica.line.stall(false);
            replica.line.breakOff(false);
            replica.controlPlane.close();
            replica.line.close();
        }
        cluster.close();
    }

    @Test
    void whatIsDeclaredComesAboutThoughTheLeaderAndANodeAreLost() {
        var random = new Random(Long.getLong("coxswain.seed", 1));
        apply("apps/v1", "Deployment", "web", "replicas: 20, selector: {matchLabels: {app: web}}", "}");
        apply(
                "apps/v1",
                "StatefulSet",
                "db",
                "replicas: 8, serviceName: db, podManagementPolicy: Parallel, selector: {matchLabels: {app: db}}",
                ", terminationGracePeriodSeconds: 5}");
        await().atMost(PATIENCE)
                .until(() -> number(Kinds.DEPLOYMENT, "web", "readyReplicas") == 20
                        && number(Kinds.STATEFUL_SET, "db", "readyReplicas") == 8);
        for (int round = 1; round <= ROUNDS; round++) round(round, random);
    }

    private static void round(int round, Random random) {
        var ordinals = new Ordinals();
        int replicas = round % 2 == 1 ? 5 : 8;
        String lost = "sim-" + (1 + random.nextInt(12));
        String job = "work-" + round;
        apply("batch/v1", "Job", job, "completions: 40, parallelism: 8, backoffLimit: 1000", ", restartPolicy: Never}");
        patch(Kinds.DEPLOYMENT, "web", """
                {"spec":{"template":{"metadata":{"annotations":{"round":"%d"}}}}}""".formatted(round));
        patch(Kinds.STATEFUL_SET, "db", "{\"spec\":{\"replicas\":" + replicas + "}}");
        cluster.lose(lost);

        Replica leader = leader();
        boolean stalls = LONG ? random.nextBoolean() : true;
        if (stalls) leader.line.stall(true);
        else leader.line.breakOff(true);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            ordinals.check();
            return !leader.leads() && REPLICAS.stream().anyMatch(Replica::leads);
        });
        await().pollDelay(LONG ? STALL : Duration.ofMillis(200))
                .atMost(PATIENCE)
                .until(() -> {
                    ordinals.check();
                    return isUnreachable(lost);
                });
        leader.line.stall(false);
        leader.line.breakOff(false);
        // only now somebody says that the machine is off, so that its Pods do not run any more
        outOfService(lost, true);

        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            ordinals.check();
            assertThat(number(Kinds.DEPLOYMENT, "web", "updatedReplicas")).isEqualTo(20);
            assertThat(number(Kinds.DEPLOYMENT, "web", "readyReplicas")).isEqualTo(20);
            assertThat(number(Kinds.DEPLOYMENT, "web", "replicas")).isEqualTo(20);
            assertThat(number(Kinds.STATEFUL_SET, "db", "readyReplicas")).isEqualTo(replicas);
            assertThat(podsOf("db")).hasSize(replicas);
            assertThat(Conditions.isTrue(get(Kinds.JOB, job), "Complete")).isTrue();
        });
        assertThat(number(Kinds.JOB, job, "succeeded")).isEqualTo(40);
        assertThat(podsOf(job).stream().filter(ChaosTest::isSucceeded)).hasSizeLessThanOrEqualTo(40);
        assertThat(podsOf("web")).noneMatch(pod -> node(pod).equals(lost));
        outOfService(lost, false);
        cluster.label(lost, "true");
        await().atMost(PATIENCE).until(() -> cluster.readyNodes() == 12);
    }

    private static Replica leader() {
        await().atMost(PATIENCE).until(() -> REPLICAS.stream().anyMatch(Replica::leads));
        return REPLICAS.stream().filter(Replica::leads).findFirst().orElseThrow();
    }

    /** A Pod that was replaced never comes back, and no ordinal has two Pods: the name holds only one. */
    private static final class Ordinals {
        private final Set<String> gone = new HashSet<>();
        private Map<String, String> known = Map.of();

        void check() {
            Map<String, String> now = podsOf("db").stream().collect(Collectors.toMap(Metadata::name, Metadata::uid));
            assertThat(now.values()).doesNotContainAnyElementsOf(gone.isEmpty() ? Set.of("none") : gone);
            known.forEach((name, uid) -> {
                if (!uid.equals(now.get(name))) gone.add(uid);
            });
            known = now;
        }
    }

    private static boolean isSucceeded(ObjectNode pod) {
        return pod.path("status").path("phase").asString("").equals("Succeeded");
    }

    private static String node(ObjectNode pod) {
        return pod.path("spec").path("nodeName").asString("");
    }

    private static boolean isUnreachable(String node) {
        JsonNode taints = cluster.api
                .get(Kinds.NODE, ObjectKey.cluster(node))
                .path("spec")
                .path("taints");
        return taints.valueStream()
                .anyMatch(taint -> taint.path("key").asString("").equals("node.kubernetes.io/unreachable")
                        && taint.path("effect").asString("").equals("NoExecute"));
    }

    private static List<ObjectNode> podsOf(String app) {
        return cluster.list(Kinds.POD, ListOptions.in(NAMESPACE).withLabels("app=" + app));
    }

    private static ObjectNode get(Kind<?> kind, String name) {
        return cluster.api.get(kind, new ObjectKey(NAMESPACE, name));
    }

    private static int number(Kind<?> kind, String name, String field) {
        return get(kind, name).path("status").path(field).asInt(0);
    }

    private static void patch(Kind<?> kind, String name, String patch) {
        cluster.api.patch(kind, new ObjectKey(NAMESPACE, name), PatchType.MERGE, Json.parseObject(patch), null);
    }

    /** The control plane changes the same list: a lost race is tried again. */
    private static void outOfService(String name, boolean whether) {
        await().ignoreException(ApiException.class).atMost(PATIENCE).untilAsserted(() -> {
            ObjectNode node = cluster.api.get(Kinds.NODE, ObjectKey.cluster(name));
            ObjectNode patch = Json.object();
            patch.putObject("metadata").put("resourceVersion", Metadata.resourceVersion(node));
            ArrayNode taints = patch.putObject("spec").putArray("taints");
            for (JsonNode taint : node.path("spec").path("taints")) {
                if (!taint.path("key").asString("").equals(OUT_OF_SERVICE)) taints.add(taint);
            }
            if (whether) {
                taints.addObject()
                        .put("key", OUT_OF_SERVICE)
                        .put("value", "off")
                        .put("effect", "NoExecute");
            }
            cluster.api.patch(Kinds.NODE, ObjectKey.cluster(name), PatchType.MERGE, patch, null);
        });
    }

    private static void apply(String version, String kind, String name, String spec, String endOfPod) {
        cluster.apply("""
                {apiVersion: %s, kind: %s, metadata: {name: %s, namespace: %s}, spec: {%s,
                template: {metadata: {labels: {app: %s}}, spec: %s%s}}}""".formatted(version, kind, name, NAMESPACE, spec, name, POD, endOfPod));
    }
}
