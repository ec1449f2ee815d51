package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedCluster.class)
class ExampleEndToEnd {
    private static final String HOST = "guestbook.localhost";

    private final Cluster cluster;

    ExampleEndToEnd(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void theExampleIsDeployedAskedThroughTheGatewayAndDeleted(@TempDir Path directory) throws IOException {
        Path guestbook = withTestImage(directory);
        Kubectl kubectl = cluster.newNamespace("guestbook");
        kubectl.run("apply", "-f", guestbook.toString()).succeeds();
        kubectl.rolledOut("web");
        kubectl.rolledOut("api");

        String all = kubectl.run("get", "all", "-o", "wide").succeeds().out();
        assertThat(all).contains("pod/web-", "pod/api-", "service/web", "deployment.apps/web", "replicaset.apps/web-");
        assertThat(all).contains("3/3").contains("ClusterIP").contains(Cluster.IMAGE);

        String url = cluster.status().path("gateway").get(0).asString();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cluster.curl(url, HOST, "/").out())
                        .contains("Welcome to the guestbook")
                        .endsWith("200"));
        assertThat(cluster.curl(url, HOST, "/api/").out())
                .startsWith("Hello guest from api-")
                .endsWith("200");
        assertThat(cluster.curl(url, "other.localhost", "/").out()).endsWith("404");
        Set<String> replicas = new HashSet<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            replicas.add(cluster.curl(url, HOST, "/cgi-bin/pod")
                    .out()
                    .lines()
                    .findFirst()
                    .orElse(""));
            assertThat(replicas).containsExactlyInAnyOrderElementsOf(kubectl.names("pods", "-l", "app=web"));
        });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(kubectl.json("get", "ingress", "guestbook")
                                .at("/status/loadBalancer/ingress")
                                .size())
                        .isPositive());

        kubectl.run("patch", "configmap", "web-pages", "--type=merge", "-p", """
                {"data":{"index.html":"edited\\n"}}""")
                .succeeds();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(cluster.curl(url, HOST, "/").out()).startsWith("edited"));
        assertThat(kubectl.run("exec", "deployment/api", "--", "cat", "/etc/credentials/password")
                        .succeeds()
                        .out())
                .isEqualTo("not-a-real-one");
        inPodsNamesResolve(kubectl);

        kubectl.run("delete", "-f", guestbook.toString(), "--timeout=90s").succeeds();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(kubectl.names("pods")).isEmpty();
            assertThat(cluster.containers("guestbook")).isEmpty();
        });
        assertThat(cluster.curl(url, HOST, "/").out()).endsWith("404");
        kubectl.run("delete", "namespace", "guestbook", "--timeout=60s").succeeds();
    }

    private static void inPodsNamesResolve(Kubectl kubectl) {
        for (String name : List.of("web", "web.guestbook", "web.guestbook.svc.cluster.local")) {
            assertThat(kubectl.run("exec", "deployment/api", "--", "wget", "-qO-", "-T", "5", "http://" + name + "/")
                            .succeeds()
                            .out())
                    .isEqualTo("edited\n");
        }
    }

    private static Path withTestImage(Path directory) throws IOException {
        try (var files = Files.list(Cluster.example("guestbook"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        directory.resolve(file.getFileName()),
                        Files.readString(file).replace("busybox:1.36", Cluster.IMAGE));
            }
        }
        return directory;
    }
}
