package io.coxswain.controlplane.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.DatabaseLine;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Two control planes over one PostgreSQL. The line of each to the database can stall. */
class TwoControlPlanesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Map<String, Object> ELECTION = Map.of(
            "coxswain.control-plane.leader-election.lease-duration", "3s",
            "coxswain.control-plane.leader-election.renew-deadline", "2s",
            "coxswain.control-plane.leader-election.retry-period", "300ms");
    private static final String NAMESPACE = "two";

    /** One of the two. */
    private record Replica(TestControlPlane controlPlane, DatabaseLine line, WireApi api) {
        static Replica of(TestControlPlane controlPlane, DatabaseLine line) {
            return new Replica(controlPlane, line, WireApi.of(Kubeconfig.read(controlPlane.kubeconfig()), "test"));
        }

        boolean leads() {
            return controlPlane.context().getBean(LeaderElection.class).leads();
        }

        double status() {
            return controlPlane
                    .context()
                    .getBean(MeterRegistry.class)
                    .get("leader.election.master.status")
                    .gauge()
                    .value();
        }
    }

    private static TestControlPlane keeper;
    private static Replica one;
    private static Replica other;

    @BeforeAll
    static void start() {
        keeper = TestControlPlane.startWithoutControllers();
        one = replica("one");
        other = replica("other");
        one.api.create(Kinds.NAMESPACE, Json.parseObject("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(NAMESPACE)));
        await().atMost(PATIENCE)
                .until(() -> one.api
                        .find(Kinds.SERVICE_ACCOUNT, new ObjectKey(NAMESPACE, "default"))
                        .isPresent());
    }

    private static Replica replica(String identity) {
        String direct = keeper.database().url();
        var line = new DatabaseLine(direct);
        var properties = new HashMap<String, Object>(ELECTION);
        properties.put("coxswain.control-plane.leader-election.identity", identity);
        properties.put("coxswain.control-plane.database.url", line.url(direct));
        return Replica.of(keeper.replica(properties), line);
    }

    @AfterAll
    static void stop() {
        for (Replica replica : List.of(one, other)) {
            replica.line.stall(false);
            replica.api.close();
            replica.controlPlane.close();
            replica.line.close();
        }
        keeper.close();
    }

    private static ObjectNode map(String name, String value) {
        return Json.parseObject("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s"},"data":{"v":"%s"}}""".formatted(name, NAMESPACE, value));
    }

    @Test
    void whatOneHasWrittenTheOtherReadsAtOnce() {
        for (int round = 0; round < 30; round++) {
            Replica writer = round % 2 == 0 ? one : other;
            Replica reader = round % 2 == 0 ? other : one;
            ObjectNode written = writer.api.create(Kinds.CONFIG_MAP, map("round-" + round, "1"));
            var key = new ObjectKey(NAMESPACE, "round-" + round);
            assertThat(reader.api.get(Kinds.CONFIG_MAP, key)).isEqualTo(written);
            written.putObject("data").put("v", "2");
            ObjectNode changed = reader.api.update(Kinds.CONFIG_MAP, written);
            assertThat(writer.api
                            .list(Kinds.CONFIG_MAP, ListOptions.in(NAMESPACE))
                            .items())
                    .contains(changed);
        }
    }

    @Test
    void aWatchGoesOnAtTheOtherReplicaWithoutGapOrRepetition() throws InterruptedException {
        String start = one.api.list(Kinds.CONFIG_MAP, ListOptions.in(NAMESPACE)).resourceVersion();
        String last;
        try (Watch watch =
                one.api.watch(Kinds.CONFIG_MAP, ListOptions.in(NAMESPACE).after(start))) {
            other.api.create(Kinds.CONFIG_MAP, map("seen-1", "1"));
            last = Metadata.resourceVersion(next(watch));
        }
        one.api.create(Kinds.CONFIG_MAP, map("seen-2", "1"));
        other.api.create(Kinds.CONFIG_MAP, map("seen-3", "1"));
        try (Watch watch =
                other.api.watch(Kinds.CONFIG_MAP, ListOptions.in(NAMESPACE).after(last))) {
            assertThat(Metadata.name(next(watch))).isEqualTo("seen-2");
            assertThat(Metadata.name(next(watch))).isEqualTo("seen-3");
            one.api.create(Kinds.CONFIG_MAP, map("seen-4", "1"));
            assertThat(Metadata.name(next(watch))).isEqualTo("seen-4");
        }
    }

    private static ObjectNode next(Watch watch) throws InterruptedException {
        while (true) {
            Optional<WatchEvent> event = watch.next(PATIENCE);
            assertThat(event).isPresent();
            if (event.get().type() != WatchEvent.Type.BOOKMARK)
                return event.get().object();
        }
    }

    @Test
    void aLeaderWhoseDatabaseStallsIsReplacedAndNothingIsDoneTwice() {
        await().atMost(PATIENCE).until(() -> one.leads() || other.leads());
        int rounds = Boolean.getBoolean("coxswain.long") ? 6 : 1;
        for (int round = 0; round < rounds; round++) failOver("set-" + round);
    }

    private static void failOver(String name) {
        boolean oneLeads = one.leads();
        Replica leader = oneLeads ? one : other;
        Replica follower = oneLeads ? other : one;
        assertThat(leader.status()).isEqualTo(1);
        assertThat(follower.status()).isZero();
        follower.api.create(Kinds.STATEFUL_SET, Json.parseObject("""
                {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"%1$s","namespace":"two"},"spec":{
                "replicas":3,"podManagementPolicy":"Parallel","serviceName":"s","selector":{"matchLabels":{"app":"%1$s"}},
                "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""".formatted(name)));
        await().atMost(PATIENCE).until(() -> pods(follower, name).size() == 3);
        List<String> before = pods(follower, name);

        leader.line.stall(true);
        long stalledAt = System.nanoTime();
        scale(follower, name, 6);
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> {
            assertThat(leader.leads() && follower.leads()).isFalse();
            return follower.leads();
        });
        // lease duration, and a retry period for its last renewal and for the follower's next try each
        assertThat(Duration.ofNanos(System.nanoTime() - stalledAt)).isLessThan(Duration.ofSeconds(10));
        await().atMost(PATIENCE).until(() -> pods(follower, name).size() == 6);
        List<String> after = pods(follower, name);
        assertThat(after).containsAll(before);

        leader.line.stall(false);
        await().during(Duration.ofMillis(1500)).atMost(PATIENCE).until(() -> !leader.leads() && follower.leads());
        assertThat(leader.status()).isZero();
        assertThat(follower.status()).isEqualTo(1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pods(leader, name)).isEqualTo(after));
    }

    /** By uid: a Pod that was made again is another one. */
    private static List<String> pods(Replica replica, String app) {
        return replica.api.list(Kinds.POD, ListOptions.in(NAMESPACE).withLabels("app=" + app)).items().stream()
                .map(Metadata::uid)
                .sorted()
                .toList();
    }

    private static void scale(Replica replica, String name, int replicas) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", replicas);
        replica.api.patch(Kinds.STATEFUL_SET, new ObjectKey(NAMESPACE, name), PatchType.MERGE, patch, null);
    }

    @Test
    void theLeaderTellsKubernetesMetricsAndTheFollowerOnlyThatItFollows() throws Exception {
        await().atMost(PATIENCE).until(() -> one.leads() || other.leads());
        boolean oneLeads = one.leads();
        Replica leader = oneLeads ? one : other;
        Replica follower = oneLeads ? other : one;
        follower.api.create(Kinds.POD, Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"unschedulable","namespace":"two"},
                "spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        for (String name : NAMES)
            await().atMost(PATIENCE).until(() -> metrics(leader).contains(name));
        assertThat(metrics(leader)).contains("leader_election_master_status{name=\"kube-controller-manager\"} 1.0");
        assertThat(metrics(follower))
                .contains("leader_election_master_status{name=\"kube-controller-manager\"} 0.0")
                .doesNotContain("workqueue_adds_total");
    }

    private static final List<String> NAMES = List.of(
            "workqueue_adds_total",
            "workqueue_depth",
            "workqueue_retries_total",
            "workqueue_queue_duration_seconds_bucket",
            "workqueue_work_duration_seconds_bucket",
            "workqueue_unfinished_work_seconds",
            "workqueue_longest_running_processor_seconds",
            "scheduler_pending_pods",
            "scheduler_schedule_attempts_total",
            "scheduler_scheduling_attempt_duration_seconds_bucket",
            "scheduler_scheduling_algorithm_duration_seconds_bucket");

    private static String metrics(Replica replica) throws Exception {
        String port = replica.controlPlane.context().getEnvironment().getRequiredProperty("local.management.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
