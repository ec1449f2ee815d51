package io.coxswain.node.dns;

import static io.coxswain.node.network.TestServices.service;
import static io.coxswain.node.network.TestServices.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.node.linux.HostProgram;
import io.coxswain.node.network.LinuxNodeNetwork;
import io.coxswain.node.network.RunningSandbox;
import io.coxswain.node.network.TestInformer;
import io.coxswain.node.network.TestNetwork;
import io.coxswain.node.proxy.ServiceProxy;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** One node with DNS and proxy, asked from the host and from a Pod; upstream is a server of the test. */
class DnsServerTest {
    private static final String DNS = "10.112.96.10";

    @TempDir
    static Path directory;

    static final TestInformer<Namespace> namespaces = new TestInformer<>();
    static final TestInformer<Service> services = new TestInformer<>();
    static final TestInformer<EndpointSlice> slices = new TestInformer<>();
    static final AtomicInteger askedUpstream = new AtomicInteger();
    static TestNetwork network;
    static LinuxNodeNetwork node;
    static ServiceProxy proxy;
    static DnsServer server;
    static RunningSandbox pod;
    static DatagramSocket outside;

    @BeforeAll
    static void oneNode() throws IOException {
        network = new TestNetwork(3, directory);
        node = network.node("left", 1);
        pod = network.sandbox("asker");
        node.pods().plug(pod);
        namespaces.set(new NamespaceBuilder()
                .withNewMetadata()
                .withName("default")
                .endMetadata()
                .build());
        services.set(service("kube-dns", DNS, "UDP", 53));
        services.set(service("web", "10.112.96.20", "TCP", 80));
        services.set(service("peers", "None", "TCP", 80));
        slices.set(slice("peers", "TCP", 8080, "10.227.1.7", "10.227.1.8"));
        slices.set(new EndpointSliceBuilder(slice("peers", "TCP", 8080, "10.227.1.9"))
                .editMetadata()
                .withName("peers-2")
                .endMetadata()
                .editEndpoint(0)
                .withHostname("peer-0")
                .endEndpoint()
                .build());
        services.set(service("many", "None", "TCP", 80));
        slices.set(slice(
                "many",
                "TCP",
                8080,
                IntStream.range(0, 200).mapToObj(i -> "10.227.9." + i).toArray(String[]::new)));
        services.set(new ServiceBuilder(service("elsewhere", "", "TCP", 80))
                .editSpec()
                .withType("ExternalName")
                .withClusterIP(null)
                .withExternalName("www.example.org")
                .endSpec()
                .build());
        Path resolvConf = directory.resolve("resolv.conf");
        Files.writeString(resolvConf, "search example.org\nnameserver " + DNS + "\nnameserver 127.0.0.77\n");
        outside = new DatagramSocket(new InetSocketAddress("127.0.0.77", 53));
        Thread.ofVirtual().start(DnsServerTest::answerAsTheOutside);
        proxy = new ServiceProxy(node.namespace(), network.settings("left"), services, slices);
        proxy.start();
        server = new DnsServer(
                node.namespace(),
                network.settings("left"),
                "cluster.local",
                resolvConf,
                namespaces,
                services,
                slices,
                InstantSource.system());
        server.start();
        await().ignoreExceptions()
                .until(() -> ask("web.default.svc.cluster.local.", Type.A).getRcode() == Rcode.NOERROR);
    }

    @AfterAll
    static void remove() throws IOException {
        server.close();
        proxy.close();
        outside.close();
        network.close();
    }

    @Test
    void aServiceHasItsAddressInTheCaseThatWasAsked() throws IOException {
        Message answer = ask("WeB.default.svc.ClusTer.local.", Type.A);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getSection(Section.ANSWER)).singleElement().satisfies(record -> {
            assertThat(record.getName()).hasToString("WeB.default.svc.ClusTer.local.");
            assertThat(record.getTTL()).isEqualTo(5);
            assertThat(record.rdataToString()).isEqualTo("10.112.96.20");
        });
    }

    @Test
    void aHeadlessServiceHasItsEndpointsAndTheirNames() throws IOException {
        assertThat(data("peers.default.svc.cluster.local.", Type.A))
                .containsExactlyInAnyOrder("10.227.1.7", "10.227.1.8", "10.227.1.9");
        assertThat(data("peer-0.peers.default.svc.cluster.local.", Type.A)).containsExactly("10.227.1.9");
        assertThat(data("10-227-1-7.peers.default.svc.cluster.local.", Type.A)).containsExactly("10.227.1.7");
        assertThat(data("_web._tcp.peers.default.svc.cluster.local.", Type.SRV))
                .contains("0 33 8080 peer-0.peers.default.svc.cluster.local.")
                .hasSize(3);
        assertThat(data("_web._tcp.web.default.svc.cluster.local.", Type.SRV))
                .containsExactly("0 100 80 web.default.svc.cluster.local.");
        assertThat(ask("_web._tcp.web.default.svc.cluster.local.", Type.SRV).getSection(Section.ADDITIONAL))
                .anyMatch(record -> record.rdataToString().equals("10.112.96.20"));
    }

    @Test
    void otherRecordsOfTheSpecification() throws IOException {
        assertThat(data("dns-version.cluster.local.", Type.TXT)).containsExactly("1.1.0");
        assertThat(data("10-227-1-2.default.pod.cluster.local.", Type.A)).containsExactly("10.227.1.2");
        assertThat(data("20.96.112.10.in-addr.arpa.", Type.PTR)).containsExactly("web.default.svc.cluster.local.");
        assertThat(data("9.1.227.10.in-addr.arpa.", Type.PTR))
                .containsExactly("peer-0.peers.default.svc.cluster.local.");
    }

    @Test
    void aNameThatIsNotThereIsToldFromOneWithoutSuchData() throws IOException {
        for (String absent : List.of(
                "nobody.default.svc.cluster.local.",
                "web.elsewhere.svc.cluster.local.",
                "elsewhere.svc.cluster.local.",
                "x.web.default.svc.cluster.local.",
                "_no._tcp.web.default.svc.cluster.local.",
                "10-227-1-2.elsewhere.pod.cluster.local.",
                "other.cluster.local.",
                "99.96.112.10.in-addr.arpa.")) {
            Message answer = ask(absent, Type.A);
            assertThat(answer.getRcode()).as(absent).isEqualTo(Rcode.NXDOMAIN);
            assertThat(answer.getSection(Section.AUTHORITY))
                    .as(absent)
                    .extracting(Record::getType)
                    .containsExactly(Type.SOA);
        }
        for (String present : List.of(
                "web.default.svc.cluster.local.",
                "default.svc.cluster.local.",
                "svc.cluster.local.",
                "_tcp.web.default.svc.cluster.local.",
                "cluster.local.")) {
            Message answer = ask(present, Type.AAAA);
            assertThat(answer.getRcode()).as(present).isEqualTo(Rcode.NOERROR);
            assertThat(answer.getSection(Section.ANSWER)).as(present).isEmpty();
            assertThat(answer.getSection(Section.AUTHORITY))
                    .as(present)
                    .extracting(Record::getType)
                    .containsExactly(Type.SOA);
        }
    }

    @Test
    void anAnswerTooLargeForUdpIsCutAndCompleteByTcp() throws IOException {
        assertThat(data("many.default.svc.cluster.local.", Type.A)).hasSize(200);
        var resolver = resolver();
        resolver.setIgnoreTruncation(true);
        Message cut = resolver.send(question("many.default.svc.cluster.local.", Type.A));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        resolver.setTCP(true);
        assertThat(resolver.send(question("many.default.svc.cluster.local.", Type.A))
                        .getSection(Section.ANSWER))
                .hasSize(200);
    }

    @Test
    void otherNamesComeFromTheHostsServersAndAreRemembered() throws IOException {
        assertThat(data("www.example.org.", Type.A)).containsExactly("192.0.2.80");
        int asked = askedUpstream.get();
        assertThat(data("www.example.org.", Type.A)).containsExactly("192.0.2.80");
        assertThat(askedUpstream).hasValue(asked);
        assertThat(data("elsewhere.default.svc.cluster.local.", Type.A))
                .containsExactly("www.example.org.", "192.0.2.80");
    }

    @Test
    void aPodResolvesByTheClustersAddress() throws IOException {
        String answer = HostProgram.run(
                        "docker", "exec", pod.sandboxId(), "nslookup", "web.default.svc.cluster.local", DNS)
                .text();
        assertThat(answer).contains("10.112.96.20");
    }

    @Test
    void aReplacedNamespaceIsListenedToAgain() throws IOException {
        network.docker.killContainerCmd(node.holderId()).exec();
        node.ensure();
        node.pods().replugAll(List.of(pod));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(data("web.default.svc.cluster.local.", Type.A))
                        .containsExactly("10.112.96.20"));
        aPodResolvesByTheClustersAddress();
    }

    private static List<String> data(String name, int type) throws IOException {
        return ask(name, type).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private static Message ask(String name, int type) throws IOException {
        return resolver().send(question(name, type));
    }

    private static Message question(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private static SimpleResolver resolver() throws IOException {
        var resolver = new SimpleResolver(DNS);
        resolver.setTimeout(Duration.ofSeconds(3));
        return resolver;
    }

    /** A server outside of the cluster, which says the same address to every question. */
    private static void answerAsTheOutside() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[1500], 1500);
                outside.receive(packet);
                askedUpstream.incrementAndGet();
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                var answer = new Message(query.getHeader().getID());
                answer.getHeader().setFlag(Flags.QR);
                answer.addRecord(query.getQuestion(), Section.QUESTION);
                answer.addRecord(
                        new ARecord(query.getQuestion().getName(), DClass.IN, 60, InetAddress.getByAddress(new byte[] {
                            (byte) 192, 0, 2, 80
                        })),
                        Section.ANSWER);
                byte[] bytes = answer.toWire();
                outside.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
