package io.coxswain.node.pod;

import static io.coxswain.node.TestCluster.condition;
import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Containers that come before the others, and those that stay beside them. All Pods run at the same time. */
@ExtendWith(SharedCluster.class)
class InitContainersTest {
    @BeforeAll
    static void runAll() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: init-always}
                spec:
                  terminationGracePeriodSeconds: 0
                  initContainers:
                  - {name: first, image: "busybox:1.36", command: [sh, -c, "echo 1 >> /shared/order"], volumeMounts: [{name: shared, mountPath: /shared}]}
                  - {name: second, image: "busybox:1.36", command: [sh, -c, "echo 2 >> /shared/order"], volumeMounts: [{name: shared, mountPath: /shared}]}
                  containers:
                  - {name: main, image: "busybox:1.36", command: [sh, -c, "cat /shared/order; sleep 1000"], volumeMounts: [{name: shared, mountPath: /shared}]}
                  volumes: [{name: shared, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: init-never}
                spec:
                  restartPolicy: Never
                  initContainers:
                  - {name: first, image: "busybox:1.36", command: ["true"]}
                  - {name: second, image: "busybox:1.36", command: ["true"]}
                  containers: [{name: main, image: "busybox:1.36", command: ["true"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: init-fails}
                spec:
                  terminationGracePeriodSeconds: 0
                  initContainers:
                  - {name: first, image: "busybox:1.36", command: ["false"]}
                  - {name: second, image: "busybox:1.36", command: ["true"]}
                  containers: [{name: main, image: "busybox:1.36", command: ["true"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: init-fails-once}
                spec:
                  restartPolicy: Never
                  initContainers:
                  - {name: first, image: "busybox:1.36", command: ["true"]}
                  - {name: second, image: "busybox:1.36", command: ["false"]}
                  containers: [{name: main, image: "busybox:1.36", command: ["true"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: sidecar}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 20
                  initContainers:
                  - name: beside
                    image: busybox:1.36
                    restartPolicy: Always
                    command: [sh, -c, "sleep 2; touch /shared/up; trap 'exit 0' TERM; while true; do sleep 0.1; done"]
                    startupProbe: {exec: {command: [test, -f, /shared/up]}, periodSeconds: 1, failureThreshold: 30}
                    volumeMounts: [{name: shared, mountPath: /shared}]
                  - {name: after, image: "busybox:1.36", command: [test, -f, /shared/up], volumeMounts: [{name: shared, mountPath: /shared}]}
                  containers:
                  - {name: main, image: "busybox:1.36", command: [sh, -c, "test -f /shared/up && sleep 2"], volumeMounts: [{name: shared, mountPath: /shared}]}
                  volumes: [{name: shared, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: sidecar-crashes}
                spec:
                  terminationGracePeriodSeconds: 0
                  initContainers:
                  - {name: beside, image: "busybox:1.36", restartPolicy: Always, command: [sh, -c, "sleep 3"]}
                  containers:
                  - {name: main, image: "busybox:1.36", command: [sleep, "1000"]}
                """);
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }

    @Test
    @DisplayName("InitContainer should invoke init containers on a RestartAlways pod")
    void runsThemInOrderBeforeTheOthers() throws Exception {
        JsonNode status = cluster().awaitReady("init-always").path("status");
        assertThat(condition(status, "Initialized")).isEqualTo("True");
        for (JsonNode init : status.path("initContainerStatuses")) {
            assertThat(init.path("ready").asBoolean(false)).isTrue();
            assertThat(init.path("state").path("terminated").path("exitCode").asInt(9))
                    .isZero();
        }
        assertThat(cluster().logs("init-always", "main")).isEqualTo("1\n2\n");
    }

    @Test
    @DisplayName("InitContainer should invoke init containers on a RestartNever pod")
    void succeedsWithThem() {
        JsonNode status = cluster().awaitPhase("init-never", "Succeeded").path("status");
        assertThat(status.path("initContainerStatuses")).hasSize(2);
        assertThat(condition(status, "Initialized")).isEqualTo("True");
    }

    @Test
    @DisplayName("InitContainer should not start app containers if init containers fail on a RestartAlways pod")
    void restartsOneThatFails() {
        JsonNode status = cluster()
                .awaitPod(
                        "init-fails",
                        now -> now.path("initContainerStatuses")
                                        .path(0)
                                        .path("restartCount")
                                        .asInt(0)
                                >= 2)
                .path("status");
        assertThat(status.path("phase").asString("")).isEqualTo("Pending");
        assertThat(condition(status, "Initialized")).isEqualTo("False");
        assertThat(status.path("containerStatuses")
                        .path(0)
                        .path("state")
                        .path("waiting")
                        .path("reason")
                        .asString(""))
                .isEqualTo("PodInitializing");
        assertThat(status.path("conditions").toString()).contains("containers with incomplete status: [first second]");
    }

    @Test
    @DisplayName("InitContainer should not start app containers and fail the pod if init containers fail on a"
            + " RestartNever pod")
    void failsThePod() {
        JsonNode status = cluster().awaitPhase("init-fails-once", "Failed").path("status");
        assertThat(status.path("containerStatuses").path(0).path("state").has("terminated"))
                .isFalse();
        assertThat(status.path("initContainerStatuses")
                        .path(1)
                        .path("state")
                        .path("terminated")
                        .path("exitCode")
                        .asInt(0))
                .isEqualTo(1);
    }

    @Test
    void startsTheOthersWhenASidecarIsUpAndEndsItAfterThem() {
        JsonNode status = cluster().awaitPhase("sidecar", "Succeeded").path("status");
        JsonNode beside =
                status.path("initContainerStatuses").path(0).path("state").path("terminated");
        assertThat(beside.path("exitCode").asInt(9)).isZero();
        assertThat(beside.path("finishedAt").asString(""))
                .isGreaterThanOrEqualTo(status.path("containerStatuses")
                        .path(0)
                        .path("state")
                        .path("terminated")
                        .path("finishedAt")
                        .asString("z"));
        assertThat(status.path("initContainerStatuses")
                        .path(1)
                        .path("restartCount")
                        .asInt(9))
                .isZero();
    }

    @Test
    void restartsASidecarWhileTheOthersRun() {
        JsonNode status = cluster()
                .awaitPod(
                        "sidecar-crashes",
                        now -> now.path("initContainerStatuses")
                                        .path(0)
                                        .path("restartCount")
                                        .asInt(0)
                                >= 1)
                .path("status");
        assertThat(status.path("phase").asString("")).isEqualTo("Running");
        assertThat(TestCluster.container(status, "main").path("restartCount").asInt(9))
                .isZero();
    }
}
