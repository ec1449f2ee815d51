package io.coxswain.node.proxy;

import static io.coxswain.node.network.TestServices.service;
import static io.coxswain.node.network.TestServices.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.node.linux.HostProgram;
import io.coxswain.node.linux.NamespaceThread;
import io.coxswain.node.network.LinuxNodeNetwork;
import io.coxswain.node.network.PeerNode;
import io.coxswain.node.network.RunningSandbox;
import io.coxswain.node.network.TestInformer;
import io.coxswain.node.network.TestNetwork;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a proxy each and three Pods that serve their names; every test has a Service of its own. */
class ServiceProxyTest {
    @TempDir
    static Path directory;

    static final TestInformer<Service> services = new TestInformer<>();
    static final TestInformer<EndpointSlice> slices = new TestInformer<>();
    static TestNetwork network;
    static LinuxNodeNetwork left;
    static ServiceProxy leftProxy;
    static ServiceProxy rightProxy;
    static RunningSandbox first;
    static RunningSandbox second;
    static RunningSandbox third;

    @BeforeAll
    static void twoNodesWithProxies() {
        network = new TestNetwork(2, directory);
        left = network.node("left", 1);
        LinuxNodeNetwork right = network.node("right", 2);
        left.routeTo(List.of(new PeerNode("right", network.podRange(2), right.address())));
        right.routeTo(List.of(new PeerNode("left", network.podRange(1), left.address())));
        first = network.sandbox("first");
        second = network.sandbox("second");
        third = network.sandbox("third");
        left.pods().plug(first);
        left.pods().plug(second);
        right.pods().plug(third);
        leftProxy = new ServiceProxy(left.namespace(), network.settings("left"), services, slices);
        rightProxy = new ServiceProxy(right.namespace(), network.settings("right"), services, slices);
        leftProxy.start();
        rightProxy.start();
    }

    @AfterAll
    static void remove() throws IOException {
        leftProxy.close();
        rightProxy.close();
        network.close();
    }

    @Test
    void aClusterAddressSpreadsOverEndpointsOnAllNodes() throws IOException {
        services.set(service("web", "10.112.64.20", "TCP", 80));
        slices.set(slice("web", "TCP", 8080, "10.226.1.2", "10.226.1.3", "10.226.2.2"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.20")).isIn("first", "second", "third"));
        Set<String> fromThePod = new HashSet<>();
        Set<String> fromTheHost = new HashSet<>();
        for (int i = 0; i < 20; i++) fromThePod.add(network.fetch(first, "10.112.64.20"));
        for (int i = 0; i < 20; i++) fromTheHost.add(TestNetwork.fetch("10.112.64.20"));
        assertThat(fromThePod).containsExactlyInAnyOrder("first", "second", "third");
        assertThat(fromTheHost).containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void aPodReachesItselfThroughItsService() {
        services.set(service("self", "10.112.64.21", "TCP", 80));
        slices.set(slice("self", "TCP", 8080, "10.226.1.2"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.21")).isEqualTo("first"));
    }

    @Test
    void withoutEndpointsAndOnUnknownAddressesAConnectionIsRefusedAtOnce() throws IOException {
        services.set(service("empty", "10.112.64.22", "TCP", 80));
        services.set(service("half", "10.112.64.23", "TCP", 80));
        slices.set(slice("half", "TCP", 8080, "10.226.1.2"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.23")).isEqualTo("first"));
        for (String address : List.of("10.112.64.22", "10.112.64.23:81", "10.112.64.99")) {
            assertThat(network.fetch(second, address)).as(address).contains("refused");
        }
        assertThat(HostProgram.run("curl", "-s", "--max-time", "3", "http://10.112.64.22/")
                        .exitCode())
                .as("curl's word for a refused connection")
                .isEqualTo(7);
    }

    @Test
    void endpointsComeAndGo() {
        services.set(service("moving", "10.112.64.24", "TCP", 80));
        slices.set(slice("moving", "TCP", 8080, "10.226.1.3"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.24")).isEqualTo("second"));
        slices.set(slice("moving", "TCP", 8080, "10.226.2.2"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.24")).isEqualTo("third"));
        EndpointSlice ending = new EndpointSliceBuilder(slice("moving", "TCP", 8080, "10.226.1.3"))
                .editEndpoint(0)
                .withNewConditions()
                .withReady(false)
                .withServing(true)
                .withTerminating(true)
                .endConditions()
                .endEndpoint()
                .build();
        slices.set(ending);
        await("a terminating endpoint serves when there is no other")
                .untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.24")).isEqualTo("second"));
        services.delete(service("moving", "10.112.64.24", "TCP", 80));
        await().untilAsserted(
                        () -> assertThat(network.fetch(first, "10.112.64.24")).contains("refused"));
    }

    @Test
    void aClientStaysWithItsEndpointWhileOthersChange() throws IOException {
        Service sticky = new ServiceBuilder(service("sticky", "10.112.64.25", "TCP", 80))
                .editSpec()
                .withSessionAffinity("ClientIP")
                .endSpec()
                .build();
        services.set(sticky);
        slices.set(slice("sticky", "TCP", 8080, "10.226.1.2", "10.226.1.3"));
        await().untilAsserted(
                        () -> assertThat(network.fetch(third, "10.112.64.25")).isIn("first", "second"));
        String chosen = network.fetch(third, "10.112.64.25");
        for (int i = 0; i < 8; i++)
            assertThat(network.fetch(third, "10.112.64.25")).isEqualTo(chosen);
        slices.set(slice("sticky", "TCP", 8080, "10.226.1.2", "10.226.1.3", "10.226.2.2"));
        int rightPid = network.pid("coxswain_nettest2_right");
        await().untilAsserted(
                        () -> assertThat(TestNetwork.inside(rightPid, "nft", "list", "map", "ip", "k8s", "service-ips"))
                                .contains("10.112.64.25"));
        for (int i = 0; i < 8; i++)
            assertThat(network.fetch(third, "10.112.64.25")).isEqualTo(chosen);
    }

    @Test
    void aSteadyUdpClientIsLedAwayFromAnEndpointThatIsGone() throws Exception {
        services.set(service("udp", "10.112.64.26", "UDP", 5300));
        slices.set(slice("udp", "UDP", 5300, "10.226.1.2"));
        try (var one = receiver(first, "10.226.1.2");
                var two = receiver(second, "10.226.1.3");
                var client = NamespaceThread.once(third.pid(), DatagramChannel::open)) {
            var target = new InetSocketAddress("10.112.64.26", 5300);
            client.bind(new InetSocketAddress("10.226.2.2", 0));
            await().untilAsserted(() -> assertThat(arrives(client, target, one)).isTrue());
            slices.set(slice("udp", "UDP", 5300, "10.226.1.3"));
            await().untilAsserted(() -> assertThat(arrives(client, target, two)).isTrue());
        }
    }

    @Test
    void aReplacedNamespaceGetsItsRulesAgain() throws IOException {
        services.set(service("again", "10.112.64.27", "TCP", 80));
        slices.set(slice("again", "TCP", 8080, "10.226.2.2"));
        await().untilAsserted(
                        () -> assertThat(TestNetwork.fetch("10.112.64.27")).isEqualTo("third"));
        network.docker.killContainerCmd(left.holderId()).exec();
        left.ensure();
        left.pods().replugAll(List.of(first, second));
        await().untilAsserted(
                        () -> assertThat(network.fetch(second, "10.112.64.27")).isEqualTo("third"));
    }

    @Test
    void aNodePortLeadsToEndpointsOnAllNodes() throws IOException {
        services.set(onNodes("node", "10.112.64.28", 30_080, "Cluster"));
        slices.set(slice("node", "TCP", 8080, "10.226.1.2", "10.226.2.2"));
        String port = left.address() + ":30080";
        await().untilAsserted(() -> assertThat(TestNetwork.fetch(port)).isIn("first", "third"));
        Set<String> fromTheHost = new HashSet<>();
        Set<String> fromAPod = new HashSet<>();
        for (int i = 0; i < 20; i++) fromTheHost.add(TestNetwork.fetch(port));
        for (int i = 0; i < 20; i++) fromAPod.add(network.fetch(third, port));
        assertThat(fromTheHost).containsExactlyInAnyOrder("first", "third");
        assertThat(fromAPod).containsExactlyInAnyOrder("first", "third");
        services.set(onNodes("node", "10.112.64.28", 30_081, "Cluster"));
        await().untilAsserted(() ->
                assertThat(TestNetwork.fetch(left.address() + ":30081")).isIn("first", "third"));
        assertThat(network.fetch(third, port)).contains("refused");
    }

    @Test
    void aNodePortThatStaysLocalKeepsToItsNode() throws IOException {
        services.set(onNodes("local", "10.112.64.29", 30_090, "Local"));
        EndpointSlice slice = new EndpointSliceBuilder(slice("local", "TCP", 8080, "10.226.1.2", "10.226.2.2"))
                .editEndpoint(0)
                .withNodeName("left")
                .endEndpoint()
                .editEndpoint(1)
                .withNodeName("right")
                .endEndpoint()
                .build();
        slices.set(slice);
        String port = left.address() + ":30090";
        await().untilAsserted(() -> assertThat(TestNetwork.fetch(port)).isEqualTo("first"));
        for (int i = 0; i < 8; i++) assertThat(TestNetwork.fetch(port)).isEqualTo("first");
    }

    @Test
    void aClientOfANodePortStaysWithItsEndpoint() throws IOException {
        Service sticky = new ServiceBuilder(onNodes("sticky-node", "10.112.64.30", 30_100, "Cluster"))
                .editSpec()
                .withSessionAffinity("ClientIP")
                .endSpec()
                .build();
        services.set(sticky);
        slices.set(slice("sticky-node", "TCP", 8080, "10.226.1.2", "10.226.1.3", "10.226.2.2"));
        String port = left.address() + ":30100";
        await().untilAsserted(() -> assertThat(TestNetwork.fetch(port)).isIn("first", "second", "third"));
        String chosen = TestNetwork.fetch(port);
        for (int i = 0; i < 8; i++) assertThat(TestNetwork.fetch(port)).isEqualTo(chosen);
    }

    private static Service onNodes(String name, String address, int nodePort, String policy) {
        return new ServiceBuilder(service(name, address, "TCP", 80))
                .editSpec()
                .withType("NodePort")
                .withExternalTrafficPolicy(policy)
                .editPort(0)
                .withNodePort(nodePort)
                .endPort()
                .endSpec()
                .build();
    }

    private static DatagramChannel receiver(RunningSandbox pod, String address) throws Exception {
        return NamespaceThread.once(pod.pid(), () -> {
            var channel = DatagramChannel.open().bind(new InetSocketAddress(address, 5300));
            channel.configureBlocking(false);
            return channel;
        });
    }

    /** Sends until something came; the first packets may be refused while the rules are on their way. */
    private static boolean arrives(DatagramChannel client, InetSocketAddress target, DatagramChannel receiver)
            throws IOException {
        client.send(ByteBuffer.wrap(new byte[] {1}), target);
        return receiver.receive(ByteBuffer.allocate(16)) != null;
    }
}
