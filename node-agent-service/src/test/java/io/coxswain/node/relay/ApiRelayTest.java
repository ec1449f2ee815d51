package io.coxswain.node.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.coxswain.node.network.LinuxNodeNetwork;
import io.coxswain.node.network.RunningSandbox;
import io.coxswain.node.network.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Pod on a real network and a server that listens on the host's loopback alone. */
class ApiRelayTest {
    private static final String API = "10.112.128.1:443";

    @TempDir
    static Path directory;

    static TestNetwork network;
    static HttpServer server;
    static LinuxNodeNetwork node;
    static RunningSandbox pod;
    static ApiRelay relay;

    @BeforeAll
    static void start() throws IOException {
        network = new TestNetwork(4, directory);
        node = network.node("relay", 1);
        pod = network.sandbox("relayed");
        node.pods().plug(pod);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "the api".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        relay = new ApiRelay(node.namespace(), network.settings("relay"), server.getAddress());
        relay.start();
    }

    @AfterAll
    static void stop() throws IOException {
        relay.close();
        server.stop(0);
        network.close();
    }

    @Test
    void aPodReachesAnApiThatListensOnTheLoopbackOfTheHost() {
        await().untilAsserted(() -> assertThat(network.fetch(pod, API)).isEqualTo("the api"));
    }

    @Test
    void itListensAgainInANamespaceThatReplacedTheOldOne() {
        await().untilAsserted(() -> assertThat(network.fetch(pod, API)).isEqualTo("the api"));
        network.docker.killContainerCmd(node.holderId()).exec();
        node.ensure();
        node.pods().replugAll(java.util.List.of(pod));
        await().untilAsserted(() -> assertThat(network.fetch(pod, API)).isEqualTo("the api"));
    }
}
