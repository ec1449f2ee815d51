package io.coxswain.local.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressesTest {
    @TempDir
    Path home;

    @Test
    void theUsualPortsAreTakenWhereTheyAreFree() {
        assertThat(Ports.choose(Ports.Wish.NONE, _ -> true)).isEqualTo(new Ports(6443, 80, 443, 9440, 9441, 9442));
    }

    @Test
    void takenPortsAreReplacedByTheNextFreeOnes() {
        Set<Integer> taken = Set.of(6443, 6444, 443, 8080, 9441);
        Ports ports = Ports.choose(Ports.Wish.NONE, port -> !taken.contains(port));
        assertThat(ports).isEqualTo(new Ports(6445, 8081, 8444, 9450, 9451, 9452));
        assertThat(ports.differences(new Ports(6443, 80, 443, 9440, 9441, 9442)))
                .containsExactly(
                        "API on port 6445 (6443 is taken)",
                        "HTTP on port 8081 (80 is taken)",
                        "HTTPS on port 8444 (443 is taken)");
    }

    @Test
    void keptPortsAreKeptUnlessOneIsTakenOrAnotherIsDemanded() {
        Ports kept = new Ports(7000, 7001, 7002, 7003, 7004, 7005);
        assertThat(kept.orChoose(Ports.Wish.NONE, _ -> true)).isSameAs(kept);
        assertThat(kept.orChoose(Ports.Wish.NONE, port -> port != 7004).api()).isEqualTo(6443);
        assertThat(kept.orChoose(new Ports.Wish(7777, 0, 0), _ -> true).api()).isEqualTo(7777);
    }

    @Test
    void aDemandedPortThatIsInUseIsRefusedByItsOption() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket other = new ServerSocket(0, 1, loopback)) {
            assertThatThrownBy(() ->
                            Ports.choose(new Ports.Wish(0, other.getLocalPort(), 0), Ports.Availability.on(loopback)))
                    .isInstanceOf(LocalException.class)
                    .hasMessageStartingWith("--http-port " + other.getLocalPort() + " is in use");
        }
    }

    @Test
    void rangesAvoidTheHostsRoutes() {
        List<Cidr> routes = HostRoutes.parse(List.of(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
                "tun0\t0000F40A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
                "tun0\t0000600A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0"));
        assertThat(routes).map(Cidr::toString).containsExactly("172.17.0.0/16", "10.244.0.0/16", "10.96.0.0/16");
        assertThat(Ranges.freeOf(routes)).isEqualTo(new Ranges("10.200.0.0/16", "10.120.0.0/16", "10.99.0.0/24"));
        assertThat(Ranges.freeOf(List.of())).isEqualTo(new Ranges("10.244.0.0/16", "10.96.0.0/16", "10.99.0.0/24"));
        assertThatThrownBy(() -> Ranges.freeOf(List.of(Cidr.parse("10.0.0.0/8"))))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("no free Pod address range");
    }

    @Test
    void settingsAreKeptAndSeenByOtherProfiles() throws IOException {
        Map<String, String> environment = Map.of("COXSWAIN_HOME", home.toString());
        Profile first = Profile.named("default", environment);
        Profile second = Profile.named("second", environment);
        Settings settings =
                new Settings(Ports.choose(Ports.Wish.NONE, _ -> true), Ranges.freeOf(List.of()), "127.0.0.1");
        settings.write(first);
        assertThat(Settings.read(first)).contains(settings);
        Files.writeString(home.resolve("kubeconfig"), "");
        assertThat(Settings.ofOthers(first)).isEmpty();
        assertThat(Settings.ofOthers(second)).containsExactly(settings);
        assertThat(first.clusterName()).isEqualTo("coxswain");
        assertThat(second.clusterName()).isEqualTo("coxswain-second");
        Files.writeString(first.data().resolve("profile.json"), "{");
        assertThatThrownBy(() -> Settings.read(first))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void aProfileNameThatCouldLeaveItsDirectoryIsRefused() {
        for (String name : List.of("../x", "", "UPPER", "a b", "-a", "a".repeat(40))) {
            assertThatThrownBy(() -> Profile.named(name, Map.of())).isInstanceOf(LocalException.class);
        }
    }
}
