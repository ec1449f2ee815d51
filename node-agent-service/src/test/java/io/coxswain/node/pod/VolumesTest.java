package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files of the cluster in containers, and parts of volumes. All Pods run at the same time. */
@ExtendWith(SharedCluster.class)
class VolumesTest {
    @BeforeAll
    static void runAll() {
        cluster().apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: projected-map}
                data: {one: first, two: second}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: projected-secret}
                data: {password: czNjcmV0}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: projected, labels: {app: x, zone: "a"}, annotations: {note: "two \\"words\\""}}
                spec:
                  terminationGracePeriodSeconds: 0
                  securityContext: {runAsUser: 1000, fsGroup: 3000}
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    resources: {requests: {cpu: 250m, memory: 32Mi}, limits: {memory: 64Mi}}
                    volumeMounts: [{name: all, mountPath: /all}, {name: scratch, mountPath: /scratch}]
                  volumes:
                  - name: scratch
                    emptyDir: {}
                  - name: all
                    projected:
                      defaultMode: 256
                      sources:
                      - configMap: {name: projected-map, items: [{key: one, path: deep/one, mode: 420}]}
                      - secret: {name: projected-secret}
                      - configMap: {name: none, optional: true}
                      - downwardAPI:
                          items:
                          - {path: labels, fieldRef: {fieldPath: metadata.labels}}
                          - {path: annotations, fieldRef: {fieldPath: metadata.annotations}}
                          - {path: name, fieldRef: {fieldPath: metadata.name}}
                          - {path: cpu, resourceFieldRef: {containerName: c, resource: requests.cpu, divisor: 1m}}
                          - {path: memory, resourceFieldRef: {containerName: c, resource: limits.memory, divisor: 1Mi}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: downward, labels: {app: y}}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "cat /down/name; echo; stat -Lc %a /down/name /down/cpu; cat /down/cpu; echo; cat /down/memory"]
                    volumeMounts: [{name: down, mountPath: /down}]
                  volumes:
                  - name: down
                    downwardAPI:
                      defaultMode: 256
                      items:
                      - {path: name, fieldRef: {fieldPath: metadata.name}, mode: 288}
                      - {path: cpu, resourceFieldRef: {containerName: c, resource: limits.cpu}}
                      - {path: memory, resourceFieldRef: {containerName: c, resource: limits.memory}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: subpath}
                spec:
                  terminationGracePeriodSeconds: 0
                  initContainers:
                  - name: writer
                    image: busybox:1.36
                    command: [sh, -c, "echo out > /v/file; ln -s /etc/passwd /v/escape; ln -s file /v/inside; mkdir -p /v/dir; echo deep > /v/dir/f"]
                    volumeMounts: [{name: data, mountPath: /v}]
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                    volumeMounts:
                    - {name: map, mountPath: /etc/one, subPath: one}
                    - {name: data, mountPath: /dir, subPath: dir}
                    - {name: data, mountPath: /made, subPathExpr: logs/$(POD)}
                    - {name: data, mountPath: /through-link, subPath: inside}
                    - {name: data, mountPath: /whole}
                  volumes: [{name: map, configMap: {name: projected-map}}, {name: data, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: subpath-escapes}
                spec:
                  terminationGracePeriodSeconds: 0
                  initContainers:
                  - name: writer
                    image: busybox:1.36
                    command: [sh, -c, "ln -s /etc /v/absolute; ln -s ../../../../../../../../etc /v/relative"]
                    volumeMounts: [{name: data, mountPath: /v}]
                  containers:
                  - {name: absolute, image: "busybox:1.36", command: [sleep, "1000"], volumeMounts: [{name: data, mountPath: /x, subPath: absolute}]}
                  - {name: relative, image: "busybox:1.36", command: [sleep, "1000"], volumeMounts: [{name: data, mountPath: /x, subPath: relative}]}
                  volumes: [{name: data, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: subpath-heals, annotations: {part: /absolute}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sleep, "1000"]
                    env: [{name: PART, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['part']"}}}]
                    volumeMounts: [{name: data, mountPath: /x, subPathExpr: $(PART)}]
                  volumes: [{name: data, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: empty}
                spec:
                  restartPolicy: Never
                  securityContext: {runAsUser: 1001}
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "for d in /disk /memory; do stat -c %a $d; umask 0; echo x > $d/f && chmod 0644 $d/f && stat -c '%a %u' $d/f; done; df -m /memory | tail -1 | tr -s ' ' | cut -d' ' -f2; stat -f -c %T /memory"]
                    volumeMounts: [{name: disk, mountPath: /disk}, {name: memory, mountPath: /memory}]
                  volumes: [{name: disk, emptyDir: {}}, {name: memory, emptyDir: {medium: Memory, sizeLimit: 8Mi}}]
                """);
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }

    @Test
    @DisplayName("Projected combined should project all components that make up the projection API [Projection]")
    void projectsAllSources() throws Exception {
        cluster().awaitReady("projected");
        assertThat(read("projected", "/all/deep/one")).isEqualTo("first");
        assertThat(read("projected", "/all/password")).isEqualTo("s3cret");
        assertThat(read("projected", "/all/name")).isEqualTo("projected");
        assertThat(read("projected", "/all/cpu")).isEqualTo("250");
        assertThat(read("projected", "/all/memory")).isEqualTo("64");
        assertThat(read("projected", "/all/annotations")).contains("note=\"two \\\"words\\\"\"");
        assertThat(cluster().run("projected", "c", "stat", "-Lc", "%a %g", "/all/password", "/all/deep/one"))
                .isEqualTo("440 3000\n644 3000\n");
        assertThat(cluster().run("projected", "c", "sh", "-c", "touch /scratch/f && stat -c %g /scratch/f"))
                .isEqualTo("3000\n");
    }

    @Test
    @DisplayName("Projected downwardAPI should update labels on modification")
    void followsItsOwnLabels() {
        cluster().awaitReady("projected");
        cluster()
                .api()
                .patch(
                        Kinds.POD,
                        new ObjectKey("default", "projected"),
                        PatchType.MERGE,
                        Json.parseObject("{\"metadata\":{\"labels\":{\"zone\":\"b\"}}}"),
                        null);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(read("projected", "/all/labels")).isEqualTo("app=\"x\"\nzone=\"b\""));
    }

    @Test
    @DisplayName("Downward API volume should set mode on item file [LinuxOnly]; should provide node allocatable as"
            + " default limits")
    void tellsAPodOfItself() throws Exception {
        cluster().awaitPhase("downward", "Succeeded");
        var lines = cluster().logs("downward", "c").lines().toList();
        assertThat(lines.subList(0, 3)).containsExactly("downward", "440", "400");
        assertThat(Long.parseLong(lines.get(3))).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(Long.parseLong(lines.get(4))).isGreaterThan(1L << 28);
    }

    @Test
    @DisplayName("Subpath Atomic writer volumes should support subpaths with configmap pod; Variable Expansion should"
            + " succeed in writing subpaths in container")
    void mountsPartsOfVolumes() throws Exception {
        cluster().awaitReady("subpath");
        assertThat(read("subpath", "/etc/one")).isEqualTo("first");
        assertThat(read("subpath", "/dir/f")).isEqualTo("deep\n");
        assertThat(read("subpath", "/through-link")).isEqualTo("out\n");
        cluster().run("subpath", "c", "sh", "-c", "echo here > /made/f");
        assertThat(read("subpath", "/whole/logs/subpath/f")).isEqualTo("here\n");
        cluster()
                .docker()
                .killContainerCmd(cluster().runningContainer("subpath", "c"))
                .exec();
        cluster()
                .awaitPod(
                        "subpath",
                        status -> TestCluster.container(status, "c")
                                                .path("restartCount")
                                                .asInt(0)
                                        == 1
                                && TestCluster.container(status, "c")
                                        .path("ready")
                                        .asBoolean(false));
        assertThat(read("subpath", "/made/f")).isEqualTo("here\n");
    }

    @Test
    void letsNoLinkLeadOutOfAVolume() {
        var pod = cluster()
                .awaitPod(
                        "subpath-escapes",
                        status -> reason(status, 0).equals("CreateContainerConfigError")
                                && reason(status, 1).equals("CreateContainerConfigError"));
        assertThat(pod.path("status")
                        .path("containerStatuses")
                        .path(0)
                        .path("state")
                        .path("waiting")
                        .path("message")
                        .asString(""))
                .startsWith("failed to prepare subPath for volumeMount \"data\" of container \"absolute\"");
    }

    private static String reason(tools.jackson.databind.JsonNode status, int container) {
        return status.path("containerStatuses")
                .path(container)
                .path("state")
                .path("waiting")
                .path("reason")
                .asString("");
    }

    @Test
    @DisplayName("Variable Expansion should verify that a failing subpath expansion can be modified during the"
            + " lifecycle of a container [Slow]")
    void healsABadPart() {
        cluster().awaitPod("subpath-heals", status -> reason(status, 0).equals("CreateContainerConfigError"));
        cluster()
                .api()
                .patch(
                        Kinds.POD,
                        new ObjectKey("default", "subpath-heals"),
                        PatchType.MERGE,
                        Json.parseObject("{\"metadata\":{\"annotations\":{\"part\":\"fine\"}}}"),
                        null);
        cluster().awaitReady("subpath-heals");
    }

    @Test
    @DisplayName("EmptyDir volumes should support (non-root,0644,tmpfs) [LinuxOnly]; (non-root,0644,default)")
    void givesScratchSpace() throws Exception {
        cluster().awaitPhase("empty", "Succeeded");
        assertThat(cluster().logs("empty", "c").lines())
                .containsExactly("777", "644 1001", "777", "644 1001", "8", "tmpfs");
    }

    private static String read(String pod, String file) throws Exception {
        return cluster().run(pod, "c", "cat", file);
    }
}
