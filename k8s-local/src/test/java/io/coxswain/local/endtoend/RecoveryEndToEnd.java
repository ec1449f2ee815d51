package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a cluster makes good by itself, and what no crash may take. */
@ExtendWith(SharedCluster.class)
class RecoveryEndToEnd {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Cluster cluster;

    RecoveryEndToEnd(Cluster cluster) {
        this.cluster = cluster;
    }

    private static String sleeper(String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: %2$d
                  selector:
                    matchLabels: {app: %1$s}
                  template:
                    metadata:
                      labels: {app: %1$s}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - name: main
                          image: %3$s
                          command: ["sleep", "100000"]
                """.formatted(name, replicas, Cluster.IMAGE);
    }

    @Test
    void aDeletedPodIsReplacedAndAKilledContainerRestarted() {
        Kubectl kubectl = cluster.newNamespace("healing");
        kubectl.apply(sleeper("sleeper", 2)).succeeds();
        kubectl.rolledOut("sleeper");
        List<String> before = kubectl.names("pods");
        kubectl.run("delete", "pod", before.getFirst()).succeeds();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(kubectl.names("pods")).hasSize(2).doesNotContain(before.getFirst()));
        kubectl.rolledOut("sleeper");

        String pod = before.getLast();
        cluster.docker("kill", container(pod)).succeeds();
        await().atMost(PATIENCE).untilAsserted(() -> {
            var status = kubectl.json("get", "pod", pod).at("/status/containerStatuses/0");
            assertThat(status.path("restartCount").asInt()).isEqualTo(1);
            assertThat(status.path("ready").asBoolean()).isTrue();
            assertThat(status.at("/lastState/terminated/exitCode").asInt()).isEqualTo(137);
        });
        kubectl.run("delete", "namespace", "healing", "--timeout=60s").succeeds();
    }

    private String container(String pod) {
        return cluster.docker(
                        "ps",
                        "-q",
                        "--filter",
                        "label=io.kubernetes.pod.name=" + pod,
                        "--filter",
                        "label=io.kubernetes.docker.type=container",
                        "--filter",
                        "label=io.coxswain.cluster=" + cluster.name())
                .succeeds()
                .out()
                .strip();
    }

    @Test
    void stopAndStartBringEveryObjectBackAndLeavePodsRunning() {
        Kubectl kubectl = cluster.newNamespace("resting");
        kubectl.apply(sleeper("sleeper", 2)).succeeds();
        kubectl.rolledOut("sleeper");
        List<String> containers = cluster.containers("resting");
        List<String> pods = kubectl.names("pods");
        List<String> objects = kubectl.names("deployments,replicasets,pods,configmaps", "-A");

        cluster.coxswain("stop").succeeds();
        assertThat(cluster.coxswain("status").exitCode()).isEqualTo(3);
        assertThat(cluster.containers("resting")).isEqualTo(containers);
        assertThat(cluster.coxswain("stop").succeeds().out()).contains("does not run");
        cluster.coxswain("start").succeeds();
        assertThat(cluster.coxswain("start").succeeds().out()).contains("runs already");
        assertThat(cluster.coxswain("status").succeeds().out())
                .contains("State       running", "Server JVM", "PostgreSQL");

        assertThat(kubectl.names("deployments,replicasets,pods,configmaps", "-A"))
                .isEqualTo(objects);
        assertThat(kubectl.names("pods")).isEqualTo(pods);
        assertThat(cluster.containers("resting")).isEqualTo(containers);
        kubectl.run("scale", "deployment/sleeper", "--replicas=3").succeeds();
        kubectl.rolledOut("sleeper");
        assertThat(cluster.containers("resting")).hasSize(3).containsAll(containers);
        kubectl.run("delete", "namespace", "resting", "--timeout=60s").succeeds();
    }

    @Test
    void noAcknowledgedWriteIsLostWhenServerAndDatabaseAreKilled() throws Exception {
        Kubectl kubectl = cluster.newNamespace("killing");
        kubectl.apply(sleeper("sleeper", 2)).succeeds();
        kubectl.rolledOut("sleeper");
        List<String> containers = cluster.containers("killing");
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        AtomicBoolean over = new AtomicBoolean();
        int kills = Cluster.LONG ? 20 : 5;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = List.of(
                    threads.submit(() -> write("a", kubectl, acknowledged, over)),
                    threads.submit(() -> write("b", kubectl, acknowledged, over)));
            try {
                for (int kill = 0; kill < kills; kill++) {
                    int before = acknowledged.size();
                    await().atMost(PATIENCE).until(() -> acknowledged.size() >= before + 5);
                    String victim = List.of("Server JVM", "PostgreSQL").get(kill % 2);
                    Command.of(kubectl.environment(), "kill", "-9", Long.toString(cluster.processId(victim)))
                            .run()
                            .succeeds();
                }
                int before = acknowledged.size();
                await().atMost(PATIENCE).until(() -> acknowledged.size() >= before + 5);
            } finally {
                over.set(true);
            }
            for (Future<?> writer : writers) writer.get();
        }
        Set<String> stored = new TreeSet<>(kubectl.names("configmaps"));
        assertThat(stored).containsAll(acknowledged);
        assertThat(cluster.containers("killing")).isEqualTo(containers);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(cluster.coxswain("status").exitCode()).isZero());
        kubectl.run("scale", "deployment/sleeper", "--replicas=3").succeeds();
        kubectl.rolledOut("sleeper");
        kubectl.run("delete", "namespace", "killing", "--timeout=90s").succeeds();
    }

    /** Creates ConfigMaps one after the other and notes those that the server said it has. */
    private static void write(String prefix, Kubectl kubectl, Set<String> acknowledged, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            String name = prefix + "-" + i;
            var result = kubectl.command("create", "configmap", name, "--from-literal=i=" + i, "--request-timeout=10s")
                    .within(Duration.ofSeconds(20))
                    .run();
            if (result.exitCode() == 0) acknowledged.add(name);
        }
    }
}
