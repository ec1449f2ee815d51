package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeEndToEnd {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOST = "web.localhost";
    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 4
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: web
                    image: %s
                    command: [sh, -c, 'mkdir /www; hostname >/www/index.html; exec httpd -f -p 8080 -h /www']
                    readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              rules:
              - host: %s
                http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
            """.formatted(Cluster.IMAGE, HOST);

    @Test
    void aClusterInContainersServesKeepsItsPodsAndLeavesNothing(@TempDir Path directory) throws IOException {
        try (Compose compose = Compose.withImagesOfThisBuild(directory)) {
            compose.up();
            Kubectl kubectl = compose.kubectl("default");
            kubectl.run("wait", "--for=condition=Ready", "node", "--all", "--timeout=30s")
                    .succeeds();
            assertThat(kubectl.names("nodes")).containsExactly("node-1", "node-2");
            kubectl.apply(MANIFEST).succeeds();
            kubectl.rolledOut("web");
            Set<String> pods = Set.copyOf(kubectl.names("pods"));
            assertThat(nodesOfPods(kubectl)).containsExactlyInAnyOrder("node-1", "node-2");
            everyPodAnswersTheGateway(compose, pods);
            everyPodAnswersEveryOther(kubectl);

            List<String> restarted = Cluster.LONG
                    ? List.of("agent-1", "control-plane", "node-1", "gateway", "postgres", "agent-2", "node-2")
                    : List.of("agent-1", "node-1");
            for (String service : restarted) {
                compose.compose("restart", service).succeeds();
                compose.compose("up", "-d", "--wait", "--no-build").succeeds();
                everyPodAnswersTheGateway(compose, pods);
            }
            everyPodAnswersEveryOther(kubectl);
            assertThat(Set.copyOf(kubectl.names("pods"))).isEqualTo(pods);
            assertThat(restarts(kubectl)).containsOnly("0");

            compose.compose("down", "--timeout", "20").succeeds();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(compose.containers()).isEmpty());
            assertThat(compose.state()).isNotEmptyDirectory();
            compose.up();
            kubectl.rolledOut("web");
            assertThat(Set.copyOf(kubectl.names("pods"))).isEqualTo(pods);
            everyPodAnswersTheGateway(compose, pods);

            compose.compose("down", "-v", "--timeout", "20").succeeds();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(compose.containers()).isEmpty();
                assertThat(compose.volumes()).isEmpty();
                assertThat(compose.state()).isEmptyDirectory();
            });
            assertThat(Files.exists(Path.of("/sys/fs/cgroup/memory/coxswain", Compose.PROJECT)))
                    .isFalse();
        }
    }

    private static Set<String> nodesOfPods(Kubectl kubectl) {
        return new HashSet<>(values(kubectl, "{.items[*].spec.nodeName}"));
    }

    private static List<String> restarts(Kubectl kubectl) {
        return values(kubectl, "{.items[*].status.containerStatuses[*].restartCount}");
    }

    private static List<String> values(Kubectl kubectl, String path) {
        return Arrays.asList(kubectl.run("get", "pods", "-l", "app=web", "-o", "jsonpath=" + path)
                .succeeds()
                .out()
                .split(" ", -1));
    }

    private static void everyPodAnswersTheGateway(Compose compose, Set<String> pods) {
        Set<String> seen = new HashSet<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            seen.add(compose.curl(HOST, "/").succeeds().out().strip());
            assertThat(seen).isEqualTo(pods);
        });
    }

    private static void everyPodAnswersEveryOther(Kubectl kubectl) {
        List<String> addresses = values(kubectl, "{.items[*].status.podIP}");
        for (String pod : kubectl.names("pods")) {
            for (String address : addresses) {
                kubectl.run("exec", pod, "--", "wget", "-qO-", "-T", "5", "http://" + address + ":8080/")
                        .succeeds();
            }
            kubectl.run("exec", pod, "--", "wget", "-qO-", "-T", "5", "http://web.default.svc.cluster.local/")
                    .succeeds();
        }
    }
}
