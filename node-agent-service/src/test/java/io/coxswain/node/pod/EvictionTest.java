package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A node that is short of memory, as it is told, ends the Pod that uses most beyond what it asked for. */
@ExtendWith(SharedCluster.class)
class EvictionTest {
    @Test
    void endsThePodThatExceedsItsRequestMost() {
        TestCluster cluster = SharedCluster.get();
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: hog}
                spec:
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "dd if=/dev/zero of=/m/x bs=1M count=150 && touch /m/done && sleep 1000"]
                    readinessProbe: {exec: {command: [test, -f, /m/done]}, periodSeconds: 1}
                    resources: {requests: {memory: 10Mi}}
                    volumeMounts: [{name: m, mountPath: /m}]
                  volumes: [{name: m, emptyDir: {medium: Memory}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: modest}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"], resources: {requests: {memory: 20Mi}}}]
                """);
        cluster.awaitReady("hog");
        cluster.awaitReady("modest");
        cluster.stopAgent();
        cluster.startAgentAgain(Map.of("coxswain.node-agent.eviction.hard[memory.available]", "1000Ti"));
        try {
            JsonNode status = cluster.awaitPod(
                            "hog", now -> now.path("reason").asString("").equals("Evicted"))
                    .path("status");
            assertThat(status.path("phase").asString("")).isEqualTo("Failed");
            assertThat(status.path("message").asString(""))
                    .startsWith("The node was low on resource: memory. Threshold quantity: 1000Ti, available: ")
                    .contains("Container c was using ")
                    .endsWith("request is 10240Ki, has larger consumption of memory. ");
            JsonNode disrupted = status.path("conditions")
                    .valueStream()
                    .filter(condition -> condition.path("type").asString("").equals("DisruptionTarget"))
                    .findFirst()
                    .orElseGet(Json::object);
            assertThat(disrupted.path("reason").asString("")).isEqualTo("TerminationByKubelet");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(pressure(cluster)).isEqualTo("True"));
            await().untilAsserted(() -> assertThat(cluster.events("hog")).contains("Evicted"));
            // What it held is free, though its object stays and tells how it ended.
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(cluster.containers("hog")).isEmpty();
                assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                        .doesNotContain(status(cluster, "hog", "/metadata/uid"));
            });
            assertThat(status(cluster, "hog", "/status/containerStatuses/0/state/terminated/exitCode"))
                    .isEqualTo("137");
            assertThat(cluster.pod("modest").at("/status/phase").asString("")).isEqualTo("Running");
        } finally {
            cluster.stopAgent();
            cluster.startAgentAgain();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pressure(cluster)).isEqualTo("False"));
    }

    private static String status(TestCluster cluster, String pod, String pointer) {
        return cluster.pod(pod).at(pointer).asString("");
    }

    private static String pressure(TestCluster cluster) {
        JsonNode node = cluster.api().get(Kinds.NODE, ObjectKey.cluster(TestCluster.NODE));
        return TestCluster.condition(node.path("status"), "MemoryPressure");
    }
}
