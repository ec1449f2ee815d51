package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.model.Kinds;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** What a Pod's RuntimeClass and its image volumes become on a real engine. */
@ExtendWith(SharedCluster.class)
class RuntimeClassTest {
    private static TestCluster cluster;

    @BeforeAll
    static void share() {
        cluster = SharedCluster.get();
    }

    @Test
    @DisplayName("RuntimeClass should schedule a Pod requesting a RuntimeClass and initialize its Overhead")
    void runsWhatTheHandlerMeansAndTellsOfOneThatNobodyKnows() {
        cluster.apply("""
                {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: heavy}, handler: test-handler,
                 overhead: {podFixed: {cpu: 10m, memory: 1Mi}}}
                ---
                {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: strange}, handler: nobody-has-it}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: heavy}
                spec:
                  runtimeClassName: heavy
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: strange}
                spec:
                  runtimeClassName: strange
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"]}]
                """);
        ObjectNode pod = cluster.awaitReady("heavy");
        assertThat(pod.at("/spec/overhead/cpu").asString("")).isEqualTo("10m");
        var container = cluster.docker()
                .inspectContainerCmd(cluster.runningContainer("heavy", "c"))
                .exec();
        assertThat(container.getHostConfig().getRuntime()).isEqualTo("io.containerd.runc.v2");
        await().untilAsserted(() -> assertThat(messages("strange"))
                .contains("Failed to create pod sandbox: failed to get sandbox runtime: no runtime for"
                        + " \"nobody-has-it\" is configured"));
        assertThat(cluster.sandboxes("strange")).isEmpty();
    }

    private static Iterable<String> messages(String pod) {
        return cluster.api().list(Kinds.EVENT, ListOptions.in("default")).items().stream()
                .filter(event -> event.at("/involvedObject/name").asString("").equals(pod))
                .map(event -> event.path("message").asString(""))
                .toList();
    }

    @Test
    @DisplayName("ImageVolume should succeed with pod and pull policy of Always [LinuxOnly]"
            + " [MinimumKubeletVersion:1.35]")
    void mountsTheFileSystemOfAnImage() throws Exception {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: mounts-image}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    volumeMounts:
                    - {name: one, mountPath: /one}
                    - {name: many, mountPath: /many}
                    - {name: many, mountPath: /part, subPath: etc/apt}
                  volumes:
                  - {name: one, image: {reference: "busybox:1.36"}}
                  - {name: many, image: {reference: "postgres:17", pullPolicy: Never}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: lacks-image}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "1000"], volumeMounts: [{name: v, mountPath: /v}]}]
                  volumes: [{name: v, image: {reference: "none.invalid/none:1", pullPolicy: Never}}]
                """);
        cluster.awaitReady("mounts-image");
        assertThat(cluster.run("mounts-image", "c", "ls", "/one/bin/busybox")).isEqualTo("/one/bin/busybox\n");
        assertThat(cluster.run("mounts-image", "c", "cat", "/many/etc/debian_version"))
                .isNotEmpty();
        assertThat(cluster.run("mounts-image", "c", "ls", "/part")).contains("sources.list.d");
        assertThat(cluster.run("mounts-image", "c", "sh", "-c", "touch /one/x 2>&1 || true"))
                .contains("Read-only file system");
        await().untilAsserted(() -> assertThat(cluster.events("lacks-image")).contains("ErrImageNeverPull"));
    }
}
