package io.coxswain.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.node.linux.HostProgram;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.sandbox.PauseImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and three Pods on the real Docker and kernel; every test goes on with what the one before left. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinuxNodeNetworkTest {
    /** What the kernel says where the route that refuses is the one that matches. */
    private static final String NO_ROUTE = "No route to host";

    @TempDir
    static Path directory;

    static TestNetwork network;
    static LinuxNodeNetwork left;
    static LinuxNodeNetwork right;
    static RunningSandbox first;
    static RunningSandbox second;
    static RunningSandbox third;

    @BeforeAll
    static void twoNodesAndThreePods() throws IOException {
        network = new TestNetwork(1, directory);
        assertThat(network.traces()).isEmpty();
        left = network.node("left", 1);
        right = network.node("right", 2);
        left.routeTo(List.of(new PeerNode("right", network.podRange(2), right.address())));
        right.routeTo(List.of(new PeerNode("left", network.podRange(1), left.address())));
        first = network.sandbox("first");
        second = network.sandbox("second");
        third = network.sandbox("third");
    }

    @AfterAll
    static void remove() throws IOException {
        network.close();
    }

    @Test
    @Order(1)
    void podsHaveAddressesOfTheirNodesRange() {
        assertThat(left.pods().plug(first).address()).isEqualTo("10.225.1.2");
        assertThat(left.pods().plug(second).address()).isEqualTo("10.225.1.3");
        assertThat(right.pods().plug(third).address()).isEqualTo("10.225.2.2");
        assertThat(left.pods().plug(first).address()).isEqualTo("10.225.1.2");
        assertThat(left.address()).isNotEqualTo(right.address());
    }

    @Test
    @Order(2)
    void podsReachEachOtherAndTheHostReachesThem() throws IOException {
        assertThat(network.fetch(first, "10.225.1.3:8080")).isEqualTo("second");
        assertThat(network.fetch(first, "10.225.2.2:8080")).isEqualTo("third");
        assertThat(network.fetch(third, "10.225.1.2:8080")).isEqualTo("first");
        assertThat(TestNetwork.fetch("10.225.1.2:8080")).isEqualTo("first");
        assertThat(TestNetwork.fetch("10.225.2.2:8080")).isEqualTo("third");
    }

    @Test
    @Order(3)
    void theNodeDialsAPodsLoopbackAndItsAddress() throws IOException {
        try (var channel = left.namespace().dialPod(first.pid(), 8080)) {
            channel.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("first");
        }
        try (var channel = left.namespace().dial(new InetSocketAddress("10.225.1.3", 8080))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    @Order(4)
    void nothingOfTheRangesLeavesByTheDefaultRoute() throws IOException {
        String unknown = "10.225.77.1";
        assertThat(HostProgram.run("ip", "route", "get", unknown).text()).contains(NO_ROUTE);
        assertThat(HostProgram.run("ip", "route", "get", "10.112.32.99").text()).contains("dev cx-nettest1");
        assertThat(TestNetwork.inside(holderPid(left), "ip", "route", "get", unknown))
                .contains(NO_ROUTE);
        assertThat(TestNetwork.inside(holderPid(left), "ip", "route", "get", "10.112.32.99"))
                .contains("dev ksvc0");
        assertThat(TestNetwork.inside(first.pid(), "ip", "route", "get", unknown))
                .contains("via 10.225.1.1 dev eth0");
    }

    @Test
    @Order(5)
    void aRangeInUseIsRefusedByName() {
        NodeNetworkSettings taken = network.settings("left");
        var same = new NodeNetworkSettings(
                "other",
                "left",
                taken.clusterRange(),
                Ipv4Range.parse("10.112.224.0/19"),
                Ipv4Range.parse("10.113.9.0/24"),
                directory.resolve("other"));
        var other = new LinuxNodeNetwork(same, network.docker, new PauseImage(network.docker), null);
        assertThatThrownBy(other::ensure)
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("10.225.0.0/16 is in use")
                .hasMessageContaining("cx-nettest1");
    }

    @Test
    @Order(6)
    void aKilledHolderIsReplacedAndThePodsKeepTheirAddresses() throws IOException {
        String address = left.address();
        network.docker.killContainerCmd(left.holderId()).exec();
        assertThat(left.ensure().namespaceReplaced()).isTrue();
        assertThat(left.address()).isEqualTo(address);
        assertThat(left.pods().replugAll(List.of(first, second)).values())
                .extracting(PodAddress::address)
                .containsExactly("10.225.1.2", "10.225.1.3");
        assertThat(left.ensure().namespaceReplaced()).isFalse();
        assertThat(network.pid(first.sandboxId())).isEqualTo(first.pid());
        assertThat(network.fetch(first, "10.225.2.2:8080")).isEqualTo("third");
        assertThat(network.fetch(third, "10.225.1.3:8080")).isEqualTo("second");
        assertThat(TestNetwork.fetch("10.225.1.2:8080")).isEqualTo("first");
    }

    @Test
    @Order(7)
    void aKilledUnderlayIsMadeAgainWithoutTouchingNodesOrPods() throws IOException {
        network.docker
                .killContainerCmd(network.settings("left").underlayContainer())
                .exec();
        await().untilAsserted(() -> assertThat(
                        HostProgram.run("ip", "route", "get", "10.225.1.2").text())
                .contains(NO_ROUTE));
        assertThat(left.ensure().namespaceReplaced()).isFalse();
        assertThat(right.ensure().namespaceReplaced()).isFalse();
        assertThat(network.fetch(first, "10.225.2.2:8080")).isEqualTo("third");
        assertThat(TestNetwork.fetch("10.225.2.2:8080")).isEqualTo("third");
    }

    @Test
    @Order(8)
    void aNewAgentAdoptsWhatRuns() throws IOException {
        String address = left.address();
        left.close();
        Path checkpoints = directory.resolve("left/network/sandboxes");
        Files.writeString(checkpoints.resolve(first.sandboxId() + ".json"), "{ torn");
        left = network.node("left", 1);
        left.routeTo(List.of(new PeerNode("right", network.podRange(2), right.address())));
        assertThat(left.address()).isEqualTo(address);
        assertThat(left.pods().adopt(List.of(first)).values())
                .extracting(PodAddress::address)
                .containsExactly("10.225.1.2");
        assertThat(checkpoints.resolve(first.sandboxId() + ".json.corrupt")).exists();
        assertThat(left.pods().address(second.sandboxId())).isEmpty();
        assertThat(network.fetch(first, "10.225.2.2:8080")).isEqualTo("third");
        assertThat(network.fetch(third, "10.225.1.2:8080")).isEqualTo("first");
    }

    @Test
    @Order(9)
    void anAddressGivenBackIsNotTheNextOneGiven() {
        left.pods().plug(second);
        left.pods().unplug(second.sandboxId());
        left.pods().unplug(second.sandboxId());
        assertThat(left.pods().plug(second).address()).isEqualTo("10.225.1.5");
    }

    @Test
    @Order(10)
    void whatIsMissingOnTheHostIsRepaired() throws IOException {
        HostProgram.run("ip", "route", "del", "10.225.1.0/24");
        HostProgram.run("ip", "route", "del", "unreachable", "10.225.0.0/16");
        HostProgram.run("nft", "delete", "table", "ip", "coxswain-nettest1");
        left.ensure();
        assertThat(TestNetwork.fetch("10.225.1.2:8080")).isEqualTo("first");
        assertThat(HostProgram.run("ip", "route", "get", "10.225.77.1").text()).contains(NO_ROUTE);
        assertThat(HostProgram.run("nft", "list", "tables").text()).contains("coxswain-nettest1");
    }

    @Test
    @Order(11)
    void deletingAllNodesLeavesNothing() throws IOException {
        assertThat(network.traces())
                .anyMatch(line -> line.contains("DOCKER-USER"))
                .anyMatch(line -> line.startsWith("table"));
        right.deleteAll();
        assertThat(TestNetwork.fetch("10.225.1.2:8080")).isEqualTo("first");
        left.deleteAll();
        assertThat(network.traces()).isEmpty();
        assertThat(HostProgram.run("docker", "ps", "-aq", "--filter", "label=io.coxswain.cluster=nettest1")
                        .text())
                .isEmpty();
    }

    private static int holderPid(LinuxNodeNetwork node) {
        return network.pid(node.holderId());
    }
}
