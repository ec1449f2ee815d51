package io.coxswain.node.pod;

import static io.coxswain.node.TestCluster.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Running Pods get other resources: on real containers, whose control groups are looked at. */
@ExtendWith(SharedCluster.class)
class ResizeTest {
    private static TestCluster cluster;

    @BeforeAll
    static void share() {
        cluster = SharedCluster.get();
    }

    @Test
    @DisplayName("Pod InPlace Resize guaranteed pods with multiple containers 3 containers - increase cpu & mem on c1,"
            + " decrease cpu & mem on c2, c3 - net decrease")
    void changesWhatRunsAndRestartsOnlyWhatAsksForIt() throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: resized}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c1
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    resources: {requests: {cpu: 50m, memory: 40Mi}, limits: {cpu: 50m, memory: 40Mi}}
                  - name: c2
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    resources: {requests: {cpu: 80m, memory: 64Mi}, limits: {cpu: 80m, memory: 64Mi}}
                  - name: c3
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]
                    resources: {requests: {cpu: 80m, memory: 64Mi}, limits: {cpu: 80m, memory: 64Mi}}
                """);
        cluster.awaitReady("resized");
        String group = "/coxswain/" + TestCluster.NODE + "/" + TestCluster.NODE + "/pod"
                + cluster.pod("resized").at("/metadata/uid").asString("");
        assertThat(value(group, "memory.limit_in_bytes", "memory.max")).isEqualTo(String.valueOf(168L << 20));
        String untouched = cluster.runningContainer("resized", "c1");

        resize("resized", """
                {"spec": {"containers": [
                  {"name": "c1", "resources": {"requests": {"cpu": "60m", "memory": "50Mi"},
                                               "limits": {"cpu": "60m", "memory": "50Mi"}}},
                  {"name": "c2", "resources": {"requests": {"cpu": "30m", "memory": "32Mi"},
                                               "limits": {"cpu": "30m", "memory": "32Mi"}}},
                  {"name": "c3", "resources": {"requests": {"cpu": "40m", "memory": "48Mi"},
                                               "limits": {"cpu": "40m", "memory": "48Mi"}}}]}}
                """);
        ObjectNode pod = cluster.awaitPod(
                "resized",
                status -> limit(status, "c1", "memory").equals("50Mi")
                        && limit(status, "c2", "cpu").equals("30m")
                        && limit(status, "c3", "memory").equals("48Mi")
                        && TestCluster.condition(status, "Ready").equals("True")
                        && TestCluster.condition(status, "PodResizeInProgress").isEmpty());
        JsonNode status = pod.path("status");
        assertThat(TestCluster.condition(status, "PodResizePending")).isEmpty();
        assertThat(status.path("observedGeneration")).isEqualTo(pod.at("/metadata/generation"));
        assertThat(status.path("qosClass").asString("")).isEqualTo("Guaranteed");
        assertThat(container(status, "c1").at("/allocatedResources/cpu").asString(""))
                .isEqualTo("60m");
        assertThat(container(status, "c1").path("restartCount").asInt(9)).isZero();
        assertThat(container(status, "c3").path("restartCount").asInt(0)).isEqualTo(1);
        assertThat(cluster.runningContainer("resized", "c1")).isEqualTo(untouched);
        String c2 = group + "/" + cluster.runningContainer("resized", "c2");
        assertThat(value(c2, "memory.limit_in_bytes", "memory.max")).isEqualTo(String.valueOf(32L << 20));
        assertThat(value(c2, "cpu.cfs_quota_us", "cpu.max").split(" ", -1)[0]).isEqualTo("3000");
        await().untilAsserted(() ->
                assertThat(value(group, "memory.limit_in_bytes", "memory.max")).isEqualTo(String.valueOf(130L << 20)));
        assertThat(value(group, "cpu.cfs_quota_us", "cpu.max").split(" ", -1)[0])
                .isEqualTo("13000");
        await().untilAsserted(() ->
                assertThat(cluster.events("resized")).contains("ResizeStarted", "Killing", "ResizeCompleted"));
    }

    @Test
    @DisplayName("Pod InPlace Resize burstable pods - extended 6 containers - various operations performed (including"
            + " adding limits and requests)")
    void addsLimitsAndKeepsThemOverARestartOfTheAgent() throws Exception {
        cluster.apply(burstable("added"));
        cluster.awaitReady("added");
        resize("added", """
                {"spec": {"containers": [{"name": "c",
                  "resources": {"requests": {"cpu": "20m", "memory": "16Mi"}, "limits": {"cpu": "1", "memory": "64Mi"}}}]}}
                """);
        cluster.awaitPod("added", status -> limit(status, "c", "memory").equals("64Mi"));
        cluster.stopAgent();
        cluster.startAgentAgain();
        String running = cluster.runningContainer("added", "c");
        resize("added", """
                {"spec": {"containers": [{"name": "c", "resources": {"limits": {"memory": "72Mi"}}}]}}
                """);
        JsonNode status = cluster.awaitPod(
                        "added", now -> limit(now, "c", "memory").equals("72Mi"))
                .path("status");
        assertThat(limit(status, "c", "cpu")).isEqualTo("1");
        assertThat(cluster.runningContainer("added", "c")).isEqualTo(running);
    }

    @Test
    void tellsOfAResizeThatCannotBeOrMustWait() {
        cluster.apply(burstable("wants"));
        cluster.awaitReady("wants");
        resize("wants", requests("1000"));
        JsonNode pending = awaitCondition("wants", "PodResizePending", "Infeasible");
        assertThat(pending.path("message").asString(""))
                .startsWith("Node didn't have enough capacity: cpu, requested: 1000000, capacity: ");
        assertThat(pending.path("observedGeneration"))
                .isEqualTo(cluster.pod("wants").at("/metadata/generation"));
        // All of the machine cannot be had while another Pod has a little of it.
        cluster.apply(burstable("other"));
        cluster.awaitReady("other");
        int processors = Runtime.getRuntime().availableProcessors();
        resize("wants", requests(String.valueOf(processors)));
        assertThat(awaitCondition("wants", "PodResizePending", "Deferred")
                        .path("message")
                        .asString(""))
                .startsWith("Node didn't have enough resource: cpu, requested: " + processors * 1000 + ", used: ");
        resize("wants", requests("15m"));
        JsonNode status = cluster.awaitPod(
                        "wants",
                        now -> container(now, "c")
                                .at("/allocatedResources/cpu")
                                .asString("")
                                .equals("15m"))
                .path("status");
        assertThat(TestCluster.condition(status, "PodResizePending")).isEmpty();
        await().untilAsserted(() ->
                assertThat(cluster.events("wants")).contains("ResizeInfeasible", "ResizeDeferred", "ResizeCompleted"));
    }

    @Test
    void takesNoMemoryAwayThatIsInUse() {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: full}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "dd if=/dev/zero of=/m/x bs=1M count=40 && exec sleep 1000"]
                    readinessProbe: {exec: {command: [sh, -c, "test $(stat -c %s /m/x) = 41943040"]}, periodSeconds: 1}
                    resources: {requests: {memory: 16Mi}, limits: {memory: 64Mi}}
                    volumeMounts: [{name: m, mountPath: /m}]
                  volumes: [{name: m, emptyDir: {medium: Memory}}]
                """);
        cluster.awaitReady("full");
        resize(
                "full",
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"memory\":\"20Mi\"}}}]}}");
        assertThat(awaitCondition("full", "PodResizeInProgress", "Error")
                        .path("message")
                        .asString(""))
                .startsWith("attempting to set container \"c\" memory limit (20971520) below current usage (");
        assertThat(limit(cluster.pod("full").path("status"), "c", "memory")).isEqualTo(String.valueOf(64L << 20));
        resize(
                "full",
                "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"memory\":\"60Mi\"}}}]}}");
        cluster.awaitPod(
                "full",
                status -> limit(status, "c", "memory").equals("60Mi")
                        && TestCluster.condition(status, "PodResizeInProgress").isEmpty());
    }

    private static JsonNode awaitCondition(String pod, String type, String reason) {
        ObjectNode found = cluster.awaitPod(
                pod,
                status -> condition(status, type).path("reason").asString("").equals(reason));
        return condition(found.path("status"), type);
    }

    private static JsonNode condition(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString("").equals(type))
                .findFirst()
                .orElseGet(Json::object);
    }

    private static String limit(JsonNode status, String container, String resource) {
        return container(status, container)
                .path("resources")
                .path("limits")
                .path(resource)
                .asString("");
    }

    private static String requests(String cpu) {
        return "{\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"" + cpu + "\"}}}]}}";
    }

    private static void resize(String pod, String patch) {
        cluster.api()
                .patch(
                        Kinds.POD,
                        new ObjectKey("default", pod),
                        PatchType.STRATEGIC,
                        Json.parseObject(patch),
                        "resize");
    }

    /** What the kernel has, whichever generation of control groups it has. */
    private static String value(String group, String first, String second) throws IOException {
        Path unified = Path.of("/sys/fs/cgroup" + group, second);
        Path file = Files.exists(unified)
                ? unified
                : Path.of("/sys/fs/cgroup/" + first.substring(0, first.indexOf('.')) + group, first);
        return Files.readString(file).strip();
    }

    private static String burstable(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    resources: {requests: {cpu: 10m}}
                """.formatted(name);
    }
}
