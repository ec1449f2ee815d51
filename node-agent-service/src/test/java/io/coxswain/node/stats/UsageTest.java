package io.coxswain.node.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.json.Json;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the kubelet tells of a Pod that uses a known amount of everything, asked through the API server. */
@ExtendWith(SharedCluster.class)
class UsageTest {
    private static final long MIB = 1 << 20;

    @BeforeAll
    static void run() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: user, labels: {who: user}}
                spec:
                  terminationGracePeriodSeconds: 0
                  volumes: [{name: scratch, emptyDir: {}}]
                  containers:
                  - name: busy
                    image: busybox:1.36
                    command: [sh, -c, "dd if=/dev/zero of=/written bs=1M count=5; while true; do :; done"]
                    resources: {limits: {cpu: 100m, memory: 64Mi}}
                  - name: quiet
                    image: busybox:1.36
                    command:
                    - sh
                    - -c
                    - |
                      x=$(head -c 16000000 /dev/zero | tr '\\0' x)
                      dd if=/dev/zero of=/scratch/f bs=1M count=3
                      touch /scratch/done
                      while sleep 3600; do :; done
                      echo $x
                    readinessProbe: {exec: {command: [test, -f, /scratch/done]}, periodSeconds: 1}
                    volumeMounts: [{name: scratch, mountPath: /scratch}]
                """);
        cluster().awaitReady("user");
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }

    @Test
    void theSummaryTellsWhatAPodUses() throws Exception {
        JsonNode pod = await("a full summary")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> pod("/stats/summary"),
                        found -> found.at("/containers/0/rootfs").has("usedBytes")
                                && found.path("ephemeral-storage")
                                                .path("usedBytes")
                                                .asLong()
                                        >= 8 * MIB
                                && container(found, "quiet")
                                                .at("/memory/rssBytes")
                                                .asLong()
                                        > 15_000_000);
        JsonNode busy = container(pod, "busy");
        JsonNode quiet = container(pod, "quiet");
        assertThat(busy.at("/cpu/usageNanoCores").asLong()).isBetween(30_000_000L, 200_000_000L);
        assertThat(quiet.at("/cpu/usageNanoCores").asLong())
                .isLessThan(busy.at("/cpu/usageNanoCores").asLong());
        assertThat(quiet.at("/memory/workingSetBytes").asLong()).isBetween(15_000_000L, 60_000_000L);
        assertThat(busy.at("/memory/availableBytes").asLong())
                .isEqualTo(64 * MIB - busy.at("/memory/workingSetBytes").asLong());
        assertThat(busy.at("/rootfs/usedBytes").asLong()).isBetween(5 * MIB, 6 * MIB);
        assertThat(pod.at("/memory/workingSetBytes").asLong())
                .isGreaterThanOrEqualTo(quiet.at("/memory/workingSetBytes").asLong());
        assertThat(pod.at("/network/name").asString("")).isEqualTo("eth0");
        assertThat(pod.at("/podRef/namespace").asString("")).isEqualTo("default");
        assertThat(pod("/stats/summary?only_cpu_and_memory=true").has("network"))
                .isFalse();
    }

    @Test
    void networkCountersGrowByWhatIsSent() throws Exception {
        long before = pod("/stats/summary").at("/network/txBytes").asLong();
        cluster()
                .run(
                        "user",
                        "quiet",
                        "sh",
                        "-c",
                        "ping -c 3 -s 1000 " + cluster().nodeAddress());
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(
                                pod("/stats/summary").at("/network/txBytes").asLong() - before)
                        .isBetween(3000L, 20_000L));
    }

    @Test
    void theNodeTellsTheMachineAndItsPods() throws Exception {
        JsonNode node = Json.parseObject(raw("/stats/summary")).path("node");
        assertThat(node.path("nodeName").asString("")).isEqualTo(TestCluster.NODE);
        assertThat(node.at("/memory/workingSetBytes").asLong()).isGreaterThan(16 * MIB);
        assertThat(node.at("/fs/capacityBytes").asLong())
                .isGreaterThan(node.at("/fs/availableBytes").asLong());
        assertThat(node.at("/systemContainers/0/name").asString("")).isEqualTo("pods");
        assertThat(node.at("/network/interfaces").size()).isPositive();
    }

    @Test
    void metricsHaveTheNamesThatDashboardsUse() throws Exception {
        String labels =
                "container=\"busy\",id=\"[^\"]*\",image=\"[^\"]+\",name=\"[^\"]+\",namespace=\"default\",pod=\"user\"";
        assertThat(raw("/metrics/cadvisor"))
                .containsPattern("container_cpu_usage_seconds_total\\{container=\"busy\",cpu=\"total\",id=")
                .containsPattern("container_memory_working_set_bytes\\{" + labels + "}")
                .containsPattern("container_memory_rss\\{" + labels + "}")
                .containsPattern("container_cpu_cfs_throttled_periods_total\\{" + labels + "} [1-9]")
                .containsPattern("container_spec_memory_limit_bytes\\{" + labels + "} 6.7108864E7")
                .containsPattern("container_network_receive_bytes_total\\{[^}]*interface=\"eth0\"[^}]*pod=\"user\"}")
                .contains("machine_cpu_cores ", "machine_memory_bytes ");
        assertThat(raw("/metrics/resource"))
                .contains("node_cpu_usage_seconds_total ", "node_memory_working_set_bytes ")
                .contains("pod_memory_working_set_bytes{namespace=\"default\",pod=\"user\"}")
                .contains("container_cpu_usage_seconds_total{container=\"busy\",namespace=\"default\",pod=\"user\"}")
                .contains("resource_scrape_error 0");
        assertThat(raw("/metrics"))
                .containsPattern("kubelet_running_pods [1-9]")
                .containsPattern("kubelet_running_containers\\{container_state=\"running\"} [1-9]")
                .containsPattern("kubelet_pod_start_duration_seconds_count [1-9]");
    }

    @Test
    void topShowsPodsContainersAndNodes() throws Exception {
        await("figures of both containers")
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(kubectl("top", "pods", "user", "--containers", "--no-headers"))
                        .contains("busy", "quiet"));
        String containers = kubectl("top", "pods", "--containers", "--sort-by=memory", "--no-headers");
        assertThat(containers).containsSubsequence("quiet", "busy").containsPattern("busy +\\d\\d+m +\\d+Mi");
        assertThat(kubectl("top", "pods", "-A", "--sort-by=cpu", "-l", "who=user"))
                .containsPattern("default +user +\\d+m +\\d+Mi");
        assertThat(kubectl("top", "pods", "-A", "-l", "who=nobody")).contains("No resources found");
        assertThat(kubectl("top", "nodes", "--no-headers"))
                .containsPattern(TestCluster.NODE + " +\\d+m +\\d+% +\\d+Mi +\\d+%");
        assertThat(kubectl("get", "podmetrics.metrics.k8s.io", "user"))
                .containsPattern("NAME +CPU +MEMORY +WINDOW\nuser +\\d+m +\\d+Ki +10s");
        assertThat(kubectl("get", "--raw", "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/user"))
                .contains("\"kind\":\"PodMetrics\"", "\"who\":\"user\"", "\"usage\":{\"cpu\":\"");
        assertThat(kubectl("get", "apiservice", "v1beta1.metrics.k8s.io", "-o", "name"))
                .contains("apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io");
        assertThat(kubectl("auth", "can-i", "list", "pods.metrics.k8s.io", "--as=somebody", "--as-group=readers"))
                .contains("no");
    }

    @Test
    void anAutoscalerScalesByWhatIsUsed() throws Exception {
        cluster().apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: scaled}
                spec:
                  selector: {matchLabels: {app: scaled}}
                  template:
                    metadata: {labels: {app: scaled}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                      - name: c
                        image: busybox:1.36
                        command: [sh, -c, "while true; do :; done"]
                        resources: {requests: {cpu: 20m}, limits: {cpu: 40m}}
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: scaled}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: scaled}
                  maxReplicas: 2
                  metrics:
                  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
                """);
        await("a second replica")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(kubectl("get", "deployment", "scaled", "-o", "jsonpath={.spec.replicas}"))
                                .as(kubectl("describe", "hpa", "scaled"))
                                .isEqualTo("2"));
        assertThat(kubectl("get", "events", "--field-selector=reason=SuccessfulRescale"))
                .contains("New size: 2; reason: cpu resource utilization (percentage of request) above target");
        kubectl("delete", "hpa/scaled", "deployment/scaled");
    }

    @Test
    void tellsThePodsThatItHasBeenGiven() throws Exception {
        JsonNode list = Json.parseObject(raw("/pods"));
        assertThat(list.path("kind").asString("")).isEqualTo("PodList");
        assertThat(list.path("items")
                        .valueStream()
                        .map(pod -> pod.at("/metadata/name").asString("")))
                .contains("user");
    }

    @Test
    void ratesHaveABaseOfSomeAge() {
        var rates = new CpuRates();
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(rates.nanoCores("g", start, start.plusSeconds(4), 400)).isEqualTo(100);
        rates.keep("g", start.plusSeconds(10), 1000);
        rates.keep("g", start.plusSeconds(20), 3000);
        assertThat(rates.nanoCores("g", start, start.plusSeconds(21), 3200)).isEqualTo(200);
        assertThat(rates.nanoCores("g", start, start.plusSeconds(26), 3600)).isEqualTo(100);
        assertThat(rates.nanoCores("g", start, start.plusSeconds(25), 50)).isEqualTo(2);
    }

    @Test
    void readsTheTableOfInterfaces(@TempDir Path directory) throws IOException {
        Path table = Files.writeString(directory.resolve("dev"), """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
                  eth0:    1000      10    1    2    0     0          0         0     2000      20    3    4    0     0       0          0
                """);
        assertThat(InterfaceFigures.read(table))
                .isEqualTo(List.of(new InterfaceFigures(
                        "eth0",
                        new InterfaceFigures.Direction(1000, 10, 1, 2),
                        new InterfaceFigures.Direction(2000, 20, 3, 4))));
    }

    private static JsonNode container(JsonNode pod, String name) {
        return pod.path("containers")
                .valueStream()
                .filter(one -> one.path("name").asString("").equals(name))
                .findFirst()
                .orElseGet(Json::object);
    }

    private static JsonNode pod(String path) throws Exception {
        Optional<JsonNode> found = Json.parseObject(raw(path))
                .path("pods")
                .valueStream()
                .filter(pod -> pod.at("/podRef/name").asString("").equals("user"))
                .findFirst();
        return found.orElseGet(Json::object);
    }

    private static String raw(String path) throws Exception {
        return kubectl("get", "--raw", "/api/v1/nodes/" + TestCluster.NODE + "/proxy" + path);
    }

    private static String kubectl(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Optional.ofNullable(System.getenv("COXSWAIN_KUBECTL")).orElse("kubectl"),
                "--kubeconfig",
                cluster().kubeconfig().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
