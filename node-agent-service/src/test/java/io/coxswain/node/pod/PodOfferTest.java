package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.ListOptions;
import io.coxswain.model.Kinds;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** Ports of the node, images behind a login, and limits of volumes. */
@ExtendWith(SharedCluster.class)
class PodOfferTest {
    @Test
    @DisplayName("HostPort validates that there is no conflict between pods with same hostPort but different hostIP"
            + " and protocol")
    void hostPortLeadsToThePodFromTheNodeAndFromOutside() throws Exception {
        String node = cluster().nodeAddress();
        server("port-loopback", "hostIP: 127.0.0.1, hostPort: 54321, protocol: TCP");
        server("port-node", "hostIP: " + node + ", hostPort: 54321, protocol: TCP");
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: port-client}
                spec:
                  hostNetwork: true
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: busybox:1.36, command: [sleep, "1000"]}]
                """);
        for (String pod : List.of("port-loopback", "port-node", "port-client"))
            cluster().awaitReady(pod);
        awaitAnswer("port-client", "127.0.0.1:54321", "port-loopback");
        awaitAnswer("port-client", node + ":54321", "port-node");
        awaitAnswer("port-node", node + ":54321", "port-node");
        assertThat(ask(node)).endsWith("port-node\n");
        cluster().delete("port-node", 0L);
        cluster().awaitGone("port-node");
        await().atMost(Duration.ofSeconds(20)).until(() -> isRefused(node));
    }

    private static void server(String name, String port) {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "mkdir /w; echo %1$s > /w/index.html; httpd -f -p 8080 -h /w"]
                    ports: [{containerPort: 8080, %2$s}]
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                """.formatted(name, port));
    }

    private static void awaitAnswer(String from, String address, String answer) {
        await(from + " asks " + address)
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(cluster().run(from, "c", "wget", "-qO-", "-T", "3", "http://" + address + "/"))
                                .isEqualTo(answer + "\n"));
    }

    private static String ask(String node) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(node, 54321), 3000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static boolean isRefused(String node) {
        try {
            ask(node);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void imageBehindALoginIsPulledWithThePodsSecret() throws IOException {
        try (var registry = new TestRegistry()) {
            String image = registry.address() + "/private:1";
            cluster().apply("""
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: registry}
                    type: kubernetes.io/dockerconfigjson
                    data: {.dockerconfigjson: %s}
                    """.formatted(Base64.getEncoder()
                    .encodeToString("""
                            {"auths": {"%s": {"username": "puller", "password": "right"}}}""".formatted(registry.address()).getBytes(StandardCharsets.UTF_8))));
            puller("pull-stranger", image, "");
            awaitEvent("pull-stranger", "Failed to pull image \"" + image + "\"");
            puller("pull-guest", image, "imagePullSecrets: [{name: registry}, {name: absent}]");
            awaitEvent("pull-guest", "Successfully pulled image \"" + image + "\"");
            awaitEvent(
                    "pull-guest",
                    "Unable to retrieve some image pull secrets (absent); attempting to pull the image may not"
                            + " succeed.");
            cluster().delete("pull-guest", 0L);
            cluster().awaitGone("pull-guest");
            cluster().docker().removeImageCmd(image).withForce(true).exec();
        }
    }

    private static void puller(String name, String image, String secrets) {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "%s"}]
                  %s
                """.formatted(name, image, secrets));
    }

    @Test
    void podThatFillsItsEmptyDirectoryIsEvicted() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: filler}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "dd if=/dev/zero of=/scratch/big bs=1M count=3; sleep 1000"]
                    volumeMounts: [{name: scratch, mountPath: /scratch}]
                  volumes: [{name: scratch, emptyDir: {sizeLimit: 2Mi}}]
                """);
        ObjectNode evicted = cluster().awaitPhase("filler", "Failed");
        assertThat(evicted.at("/status/reason").asString("")).isEqualTo("Evicted");
        assertThat(evicted.at("/status/message").asString(""))
                .isEqualTo("Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\". ");
        awaitEvent("filler", "Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\". ");
    }

    @Test
    void podThatWritesMoreToItsDiskThanItsLimitIsEvicted() {
        cluster().apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: writer}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: busybox:1.36
                    command: [sh, -c, "dd if=/dev/zero of=/big bs=1M count=3; sleep 1000"]
                    resources: {limits: {ephemeral-storage: 2Mi}}
                """);
        ObjectNode evicted = cluster().awaitPhase("writer", "Failed");
        assertThat(evicted.at("/status/reason").asString("")).isEqualTo("Evicted");
        assertThat(evicted.at("/status/message").asString(""))
                .isEqualTo("Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ");
    }

    private static void awaitEvent(String pod, String message) {
        await(message)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(cluster()
                                .api()
                                .list(Kinds.EVENT, ListOptions.in("default"))
                                .items())
                        .filteredOn(event ->
                                event.at("/involvedObject/name").asString("").equals(pod))
                        .extracting(event -> event.path("message").asString(""))
                        .anyMatch(text -> text.startsWith(message)));
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }
}
