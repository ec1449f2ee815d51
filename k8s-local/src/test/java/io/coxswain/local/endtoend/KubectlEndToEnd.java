package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every verb of kubectl that a user of a small application needs, on one Deployment. */
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubectlEndToEnd {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: shop
            spec:
              replicas: 2
              selector:
                matchLabels: {app: shop}
              template:
                metadata:
                  labels: {app: shop}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: main
                      image: %s
                      command: ["sh", "-c", "trap exit TERM; i=0; while true; do i=$((i+1)); echo line $i; sleep 1 & wait; done"]
            """.formatted(Cluster.IMAGE);

    private final Cluster cluster;
    private final Kubectl kubectl;

    KubectlEndToEnd(Cluster cluster) {
        this.cluster = cluster;
        this.kubectl = cluster.namespace("verbs");
    }

    @BeforeAll
    void deploy() {
        cluster.newNamespace("verbs");
        assertThat(kubectl.apply(DEPLOYMENT).succeeds().out()).isEqualTo("deployment.apps/shop created\n");
        kubectl.rolledOut("shop");
        assertThat(kubectl.apply(DEPLOYMENT).succeeds().out()).isEqualTo("deployment.apps/shop unchanged\n");
    }

    @Test
    @Order(1)
    void theNodeIsReadyAndTheVersionIsKubernetes() {
        assertThat(kubectl.run("get", "nodes").succeeds().out())
                .containsPattern("NAME +STATUS +ROLES +AGE +VERSION")
                .containsPattern(cluster.name() + " +Ready .*v1\\.36");
        assertThat(kubectl.run("version").succeeds().out()).containsPattern("Server Version: v1\\.36.*coxswain");
        kubectl.run("cluster-info").succeeds();
        assertThat(kubectl.run("api-resources").succeeds().out())
                .contains("deployments", "ingresses", "endpointslices");
    }

    @Test
    @Order(2)
    void watchesTellOfChanges() throws IOException {
        try (Command.Background watch = kubectl.command("get", "pods", "-w").start()) {
            await().untilAsserted(() -> assertThat(watch.text().lines().count()).isGreaterThanOrEqualTo(3));
            kubectl.run("scale", "deployment/shop", "--replicas=3").succeeds();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(watch.text())
                            .contains("Pending", "ContainerCreating")
                            .containsPattern("shop-\\S+ +1/1 +Running"));
            String third = kubectl.names("pods").stream()
                    .filter(name -> watch.text().indexOf(name) != watch.text().lastIndexOf(name))
                    .findFirst()
                    .orElseThrow();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(watch.text()).containsPattern(third + " +1/1 +Running"));
        }
        kubectl.run("scale", "deployment/shop", "--replicas=2").succeeds();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kubectl.names("pods")).hasSize(2));
    }

    @Test
    @Order(3)
    void describeTellsWhatHappened() {
        String pod = kubectl.names("pods").getFirst();
        assertThat(kubectl.run("describe", "pod", pod).succeeds().out())
                .contains("Node:", "IP:", "Controlled By:  ReplicaSet/shop-", "State:          Running")
                .contains("Scheduled", "Pulled", "Created", "Started");
        assertThat(kubectl.run("describe", "deployment", "shop").succeeds().out())
                .contains("2 desired | 2 updated | 2 total | 2 available | 0 unavailable", "ScalingReplicaSet");
        assertThat(kubectl.run("describe", "node", cluster.name()).succeeds().out())
                .contains("KubeletReady", "Allocatable:", "Non-terminated Pods:");
    }

    @Test
    @Order(4)
    void logsFollow() throws IOException {
        String pod = kubectl.names("pods").getFirst();
        assertThat(kubectl.run("logs", pod).succeeds().out()).startsWith("line 1\nline 2\n");
        assertThat(kubectl.run("logs", pod, "--tail=1").succeeds().out().lines().count())
                .isEqualTo(1);
        try (Command.Background logs =
                kubectl.command("logs", "-f", pod, "--tail=0").start()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> logs.text().lines().count() >= 2);
        }
    }

    @Test
    @Order(5)
    void execPassesInputOutputExitCodeAndTerminal() {
        assertThat(kubectl.run("exec", "deployment/shop", "--", "sh", "-c", "echo out; echo err >&2; exit 7"))
                .satisfies(result -> {
                    assertThat(result.exitCode()).isEqualTo(7);
                    assertThat(result.out()).isEqualTo("out\n");
                    assertThat(result.err()).startsWith("err\n").contains("exit code 7");
                });
        String large = "0123456789abcdef\n".repeat(100_000);
        assertThat(kubectl.command("exec", "-i", "deployment/shop", "--", "wc", "-c")
                        .reading(large)
                        .run()
                        .succeeds()
                        .out())
                .isEqualTo(large.length() + "\n");
        Command exec = kubectl.command(
                "exec",
                "-it",
                "deployment/shop",
                "--",
                "sh",
                "-c",
                "tty; until stty size | grep 33; do sleep 0.1; done");
        Command.Result terminal = Command.of(
                        kubectl.environment(),
                        "script",
                        "-qec",
                        "stty rows 33 cols 99; " + String.join(" ", quoted(exec.words())),
                        "/dev/null")
                .run();
        assertThat(terminal.succeeds().out()).contains("/dev/pts/").contains("33 99");
    }

    @Test
    @Order(5)
    void attachAndPortForwardReachAPod() throws IOException {
        String pod = kubectl.names("pods").getFirst();
        try (Command.Background attached = kubectl.command("attach", pod).start()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> attached.text().lines().anyMatch(line -> line.startsWith("line ")));
        }
        try (Command.Background forward =
                kubectl.command("port-forward", pod, ":80").start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> forward.text().contains("Forwarding from"));
        }
    }

    private static List<String> quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").toList();
    }

    @Test
    @Order(6)
    void copiesFilesBothWays(@TempDir Path directory) throws IOException {
        Path there = Files.writeString(directory.resolve("there.txt"), "content\n".repeat(50_000));
        String pod = kubectl.names("pods").getFirst();
        kubectl.run("cp", there.toString(), pod + ":/tmp/file").succeeds();
        Path back = directory.resolve("back.txt");
        kubectl.run("cp", pod + ":/tmp/file", back.toString()).succeeds();
        assertThat(back).hasSameBinaryContentAs(there);
    }

    @Test
    @Order(7)
    void imagesRollForwardAndBack() {
        kubectl.run("set", "image", "deployment/shop", "main=" + Cluster.OTHER_IMAGE)
                .succeeds();
        kubectl.rolledOut("shop");
        assertThat(images()).containsOnly(Cluster.OTHER_IMAGE);
        assertThat(kubectl.run("rollout", "history", "deployment/shop")
                        .succeeds()
                        .out())
                .containsPattern("(?m)^1 ")
                .containsPattern("(?m)^2 ");
        kubectl.run("rollout", "undo", "deployment/shop").succeeds();
        kubectl.rolledOut("shop");
        assertThat(images()).containsOnly(Cluster.IMAGE);
        kubectl.run("rollout", "restart", "deployment/shop").succeeds();
        kubectl.rolledOut("shop");
    }

    private List<String> images() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kubectl.names("pods")).hasSize(2));
        return kubectl.run("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}")
                .succeeds()
                .out()
                .lines()
                .flatMap(line -> List.of(line.split(" ", -1)).stream())
                .toList();
    }

    @Test
    @Order(8)
    void labelsAnnotationsPatchesAndEdits(@TempDir Path directory) throws IOException {
        kubectl.run("label", "deployment", "shop", "tier=front").succeeds();
        kubectl.run("label", "deployment", "shop", "tier=back").fails();
        kubectl.run("label", "deployment", "shop", "tier=back", "--overwrite").succeeds();
        kubectl.run("annotate", "deployment", "shop", "example.com/note=a b").succeeds();
        for (String[] patch : List.of(
                new String[] {"strategic", "{\"metadata\":{\"labels\":{\"one\":\"1\"}}}"},
                new String[] {"merge", "{\"metadata\":{\"labels\":{\"two\":\"2\"}}}"},
                new String[] {"json", "[{\"op\":\"add\",\"path\":\"/metadata/labels/three\",\"value\":\"3\"}]"})) {
            kubectl.run("patch", "deployment", "shop", "--type=" + patch[0], "-p", patch[1])
                    .succeeds();
        }
        Path editor = Files.createFile(
                directory.resolve("editor"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(editor, "#!/bin/sh\nsed -i 's/tier: back/tier: edited/' \"$1\"\n");
        assertThat(kubectl.with("EDITOR", editor.toString())
                        .run("edit", "deployment", "shop")
                        .succeeds()
                        .out())
                .isEqualTo("deployment.apps/shop edited\n");
        assertThat(kubectl.json("get", "deployment", "shop")
                        .at("/metadata/labels")
                        .toString())
                .contains("\"tier\":\"edited\"", "\"one\":\"1\"", "\"two\":\"2\"", "\"three\":\"3\"");
        assertThat(kubectl.names("deployments", "-l", "tier in (edited),three")).containsExactly("shop");
        assertThat(kubectl.names("deployments", "-l", "tier=back")).isEmpty();
    }

    @Test
    @Order(9)
    void explainsFields() {
        assertThat(kubectl.run("explain", "deployment.spec.strategy").succeeds().out())
                .contains("GROUP:      apps", "KIND:       Deployment", "FIELD: strategy <DeploymentStrategy>")
                .contains("rollingUpdate");
        assertThat(kubectl.run("explain", "pod", "--recursive").succeeds().out())
                .contains("readinessProbe");
    }

    @Test
    @Order(10)
    void eventsAndOutputsAreThere() {
        assertThat(kubectl.run("get", "events").succeeds().out()).contains("SuccessfulCreate", "Started");
        assertThat(kubectl.run("get", "deployment", "shop", "-o", "yaml")
                        .succeeds()
                        .out())
                .contains("kind: Deployment");
        assertThat(kubectl.run("get", "pods", "--field-selector", "status.phase=Running", "-A")
                        .succeeds()
                        .out())
                .contains("shop-");
    }

    @Test
    @Order(11)
    void deletionTakesEverythingWithIt() {
        assertThat(kubectl.run("delete", "deployment", "shop").succeeds().out())
                .startsWith("deployment.apps \"shop\" deleted");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(kubectl.names("replicasets")).isEmpty();
            assertThat(kubectl.names("pods")).isEmpty();
        });
        kubectl.run("delete", "namespace", "verbs", "--timeout=60s").succeeds();
    }
}
