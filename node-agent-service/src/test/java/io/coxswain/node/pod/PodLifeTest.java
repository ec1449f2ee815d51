package io.coxswain.node.pod;

import static io.coxswain.node.TestCluster.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.client.PatchType;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.TestCluster;
import io.coxswain.node.network.TestNetwork;
import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.node.runtime.ContainerPath;
import io.coxswain.node.runtime.ExecStreams;
import io.coxswain.node.runtime.LogOptions;
import io.coxswain.node.runtime.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods on the real Docker, driven through the real API by the real agent. */
class PodLifeTest {
    @TempDir
    static Path directory;

    static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void runsSeveralContainersWithVariablesVolumesAndProbes() throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {greeting: hello, page: first}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: keys}
                data: {password: czNjcmV0}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  terminationGracePeriodSeconds: 3
                  containers:
                  - name: server
                    image: busybox:1.36
                    command: [sh, -c]
                    args:
                    - trap 'printf bye > /dev/termination-log; exit 3' TERM;
                      mkdir /w; echo "$(GREETING) $ALL_greeting $(NAME) $IP $(cat /keys/password) $(id -u)" > /w/index.html;
                      httpd -p 8080 -h /w; touch /shared/up; while true; do sleep 0.1; done
                    env:
                    - {name: GREETING, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}
                    - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    envFrom: [{prefix: ALL_, configMapRef: {name: settings}}]
                    resources: {requests: {cpu: 10m}, limits: {memory: 64Mi}}
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                    volumeMounts:
                    - {name: settings, mountPath: /settings}
                    - {name: keys, mountPath: /keys}
                    - {name: shared, mountPath: /shared}
                  - name: side
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    livenessProbe: {exec: {command: [test, -f, /shared/up]}, periodSeconds: 1, failureThreshold: 10}
                    volumeMounts: [{name: shared, mountPath: /shared}]
                  volumes:
                  - {name: settings, configMap: {name: settings}}
                  - {name: keys, secret: {secretName: keys, defaultMode: 256}}
                  - {name: shared, emptyDir: {medium: Memory}}
                """);
        JsonNode status = cluster.awaitReady("web").path("status");
        String address = status.path("podIP").asString("");
        assertThat(TestNetwork.fetch(address + ":8080").strip()).isEqualTo("hello hello web " + address + " s3cret 0");
        assertThat(status.path("phase").asString("")).isEqualTo("Running");
        assertThat(status.path("qosClass").asString("")).isEqualTo("Burstable");
        assertThat(status.path("hostIP").asString("")).isEqualTo(cluster.nodeAddress());
        assertThat(container(status, "server").path("imageID").asString("")).startsWith("docker");
        await().untilAsserted(() -> assertThat(cluster.events("web")).contains("Pulled", "Created", "Started"));

        ContainerAccess access = access();
        assertThat(run(access, "web", "server", "", "cat", "/settings/page")).isEqualTo("first");
        cluster.api()
                .patch(
                        Kinds.CONFIG_MAP,
                        new ObjectKey("default", "settings"),
                        PatchType.MERGE,
                        Json.parseObject("{\"data\":{\"page\":\"second\"}}"),
                        null);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(run(access, "web", "server", "", "cat", "/settings/page"))
                        .isEqualTo("second"));
        assertThat(run(access, "web", "side", "x".repeat(100_000), "wc", "-c").strip())
                .isEqualTo("100000");

        List<String> told = deleteAndFollow("web");
        assertThat(told.getLast()).contains("\"exitCode\":3").contains("bye").contains("\"phase\":\"Failed\"");
        assertThat(cluster.containers("web")).isEmpty();
        assertThat(cluster.sandboxes("web")).isEmpty();
        assertThat(TestNetwork.fetch(address + ":8080")).isEmpty();
    }

    /** The statuses that were told from the deletion to the end. */
    private static List<String> deleteAndFollow(String pod) throws InterruptedException {
        var told = new java.util.ArrayList<String>();
        String from = cluster.api()
                .list(Kinds.POD, ListOptions.in("default").withFields("metadata.name=" + pod))
                .resourceVersion();
        cluster.delete(pod, null);
        try (var watch = cluster.api()
                .watch(
                        Kinds.POD,
                        ListOptions.in("default")
                                .withFields("metadata.name=" + pod)
                                .after(from))) {
            while (true) {
                WatchEvent event = watch.next(Duration.ofSeconds(30)).orElseThrow();
                told.add(event.object().path("status").toString());
                if (event.type() == WatchEvent.Type.DELETED) return told;
            }
        }
    }

    @Test
    void restartsWhatCrashesWithBackOffAndKeepsItsLastWords() throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: crash}
                spec:
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "echo said; printf oops > /dev/termination-log; exit 7"]
                """);
        ObjectNode pod = cluster.awaitPod(
                "crash",
                status -> container(status, "c")
                                .path("state")
                                .path("waiting")
                                .path("reason")
                                .asString("")
                                .equals("CrashLoopBackOff")
                        && container(status, "c").path("restartCount").asInt(0) == 1);
        JsonNode status = container(pod.path("status"), "c");
        assertThat(status.path("state").path("waiting").path("message").asString(""))
                .startsWith("back-off 10s restarting failed container=c pod=crash_default(");
        JsonNode last = status.path("lastState").path("terminated");
        assertThat(last.path("exitCode").asInt(0)).isEqualTo(7);
        assertThat(last.path("message").asString("")).isEqualTo("oops");
        var log = new ByteArrayOutputStream();
        access().logs(
                        new ContainerPath("default", "crash", ""),
                        new LogOptions(false, true, false, null, 1L, null),
                        log);
        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("said\n");
        await().untilAsserted(() -> assertThat(cluster.events("crash")).contains("BackOff"));
    }

    @Test
    void endsAPodThatIsNotRestartedInItsFinalPhase() {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: good}
                spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: ["true"]}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: sad}
                spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: ["false"]}]}
                """);
        cluster.awaitPod("good", status -> status.path("phase").asString("").equals("Succeeded"));
        cluster.awaitPod("sad", status -> status.path("phase").asString("").equals("Failed"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(cluster.sandboxes("good")).isEmpty());
        assertThat(cluster.containers("good")).hasSize(1);
    }

    @Test
    void restartsWhatItsLivenessProbeCondemns() {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: ill}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    livenessProbe: {tcpSocket: {port: 9}, periodSeconds: 1, failureThreshold: 1}
                """);
        cluster.awaitPod(
                "ill", status -> container(status, "c").path("restartCount").asInt(0) >= 1);
        await().untilAsserted(() -> assertThat(cluster.events("ill")).contains("Unhealthy", "Killing"));
    }

    @Test
    void saysWhyAContainerCannotStart() {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: wrong}
                spec:
                  containers:
                  - {name: unknown, image: "registry.invalid/none:1"}
                  - {name: never, image: "none.invalid/none:1", imagePullPolicy: Never}
                  - {name: config, image: "busybox:1.36", env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: a}}}]}
                  - {name: program, image: "busybox:1.36", command: [/none]}
                """);
        Map<String, String> reasons = Map.of(
                "unknown", "ImagePullBackOff",
                "never", "ErrImageNeverPull",
                "config", "CreateContainerConfigError",
                "program", "CrashLoopBackOff");
        ObjectNode pod = cluster.awaitPod("wrong", status -> reasons(status).equals(reasons));
        assertThat(container(pod.path("status"), "config")
                        .path("state")
                        .path("waiting")
                        .path("message")
                        .asString(""))
                .isEqualTo("configmap \"none\" not found");
        assertThat(pod.path("status").path("phase").asString("")).isEqualTo("Pending");
    }

    private static Map<String, String> reasons(JsonNode status) {
        return status.path("containerStatuses")
                .valueStream()
                .collect(Collectors.toMap(
                        container -> container.path("name").asString(""),
                        container -> container
                                .path("state")
                                .path("waiting")
                                .path("reason")
                                .asString("")));
    }

    @Test
    void repairsWhatIsKilledBehindItsBack() {
        cluster.apply(twoSleepers("hurt"));
        cluster.awaitReady("hurt");
        String untouched = cluster.runningContainer("hurt", "b");
        cluster.docker().killContainerCmd(cluster.runningContainer("hurt", "a")).exec();
        JsonNode status = cluster.awaitPod(
                        "hurt",
                        now -> container(now, "a").path("restartCount").asInt(0) == 1
                                && container(now, "a").path("ready").asBoolean(false))
                .path("status");
        assertThat(container(status, "a")
                        .path("lastState")
                        .path("terminated")
                        .path("exitCode")
                        .asInt(0))
                .isEqualTo(137);
        assertThat(cluster.runningContainer("hurt", "b")).isEqualTo(untouched);

        cluster.docker()
                .killContainerCmd(cluster.sandboxes("hurt").getFirst().getId())
                .exec();
        cluster.awaitPod(
                "hurt",
                now -> container(now, "a").path("restartCount").asInt(0) == 2
                        && container(now, "b").path("restartCount").asInt(0) == 1
                        && TestCluster.condition(now, "Ready").equals("True"));
        await().untilAsserted(() -> assertThat(cluster.events("hurt")).contains("SandboxChanged"));
    }

    @Test
    void takesOverWhatRunsAfterARestart() {
        cluster.apply(twoSleepers("stays"));
        cluster.apply(twoSleepers("leaves"));
        cluster.awaitReady("stays");
        cluster.awaitReady("leaves");
        String untouched = cluster.runningContainer("stays", "b");
        cluster.stopAgent();
        cluster.docker()
                .killContainerCmd(cluster.runningContainer("stays", "a"))
                .exec();
        cluster.delete("leaves", 0L);
        cluster.startAgentAgain();
        JsonNode status = cluster.awaitPod(
                        "stays",
                        now -> container(now, "a").path("restartCount").asInt(0) == 1
                                && container(now, "a").path("ready").asBoolean(false))
                .path("status");
        assertThat(container(status, "b").path("restartCount").asInt(9)).isZero();
        assertThat(cluster.runningContainer("stays", "b")).isEqualTo(untouched);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(cluster.containers("leaves")).isEmpty();
            assertThat(cluster.sandboxes("leaves")).isEmpty();
        });
    }

    @Test
    void plugsPodsInAgainWhenTheHolderOfTheNodeDied() throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: plugged}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "mkdir /w; echo here > /w/index.html; exec httpd -f -p 8080 -h /w"]
                """);
        String address =
                cluster.awaitReady("plugged").path("status").path("podIP").asString("");
        String untouched = cluster.runningContainer("plugged", "c");
        assertThat(TestNetwork.fetch(address + ":8080").strip()).isEqualTo("here");
        // The namespace dies with its holder, so whoever answers after this has been plugged in anew.
        cluster.killHolder();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> TestNetwork.fetch(address + ":8080").strip().equals("here"));
        assertThat(cluster.runningContainer("plugged", "c")).isEqualTo(untouched);
    }

    @Test
    void aCommandOnATerminalSeesItsSizeAtOnceAndMayEndBeforeAnother() throws Exception {
        cluster.apply(twoSleepers("terminal"));
        cluster.awaitReady("terminal");
        var out = new ByteArrayOutputStream();
        var streams = new ExecStreams(null, out, null, true, new TerminalSize(99, 33));
        var container = new ContainerPath("default", "terminal", "a");
        try (var execution = access().exec(container, List.of("stty", "size"), streams)) {
            assertThat(execution.awaitExitCode()).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).strip()).isEqualTo("33 99");
            execution.resize(new TerminalSize(80, 24));
        }
    }

    private static String twoSleepers(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - {name: a, image: "busybox:1.36", command: [sleep, "1000"]}
                  - {name: b, image: "busybox:1.36", command: [sleep, "1000"]}
                """.formatted(name);
    }

    private static ContainerAccess access() {
        return cluster.access();
    }

    private static String run(ContainerAccess access, String pod, String container, String stdin, String... command)
            throws Exception {
        var out = new ByteArrayOutputStream();
        var streams = new ExecStreams(
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)), out, out, false, null);
        try (var execution = access.exec(new ContainerPath("default", pod, container), List.of(command), streams)) {
            assertThat(execution.awaitExitCode()).isZero();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
