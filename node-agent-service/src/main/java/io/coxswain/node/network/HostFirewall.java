package io.coxswain.node.network;

import io.coxswain.node.linux.HostProgram;
import io.coxswain.node.linux.Nftables;
import io.coxswain.node.linux.NftablesEngines;
import io.coxswain.node.linux.Sysctl;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets Pods out of the host: forwarding, masquerade for what leaves the cluster, and an accept where the engine's
 * own rules drop forwarded packets. Docker makes those by iptables and keeps the chain DOCKER-USER for others; an
 * accept in a table of our own would not overrule its drop.
 */
final class HostFirewall {
    private static final Logger log = LoggerFactory.getLogger(HostFirewall.class);
    private static final String IPTABLES = "iptables";

    private final NodeNetworkSettings settings;

    HostFirewall(NodeNetworkSettings settings) {
        this.settings = settings;
    }

    void ensure() {
        Sysctl.set("ipv4/ip_forward", "1");
        String table = settings.hostTable();
        apply("""
                add table ip %1$s
                add chain ip %1$s egress { type nat hook postrouting priority srcnat - 5; policy accept; }
                flush chain ip %1$s egress
                add rule ip %1$s egress oifname "%2$s" accept
                add rule ip %1$s egress ip saddr { %3$s, %4$s } masquerade
                """.formatted(table, settings.hostLink(), settings.clusterRange(), settings.underlayRange()));
        String chain = chain();
        if (chain.isEmpty()) return;
        List<String> there = rules(chain);
        for (String rule : accepts()) {
            if (!there.contains("-A " + chain + " " + rule)) iptables("-I " + chain + " " + rule);
        }
    }

    void removeAll() {
        apply("add table ip %1$s\ndelete table ip %1$s\n".formatted(settings.hostTable()));
        for (String chain : List.of("DOCKER-USER", "FORWARD")) {
            List<String> there = rules(chain);
            for (String rule : accepts()) {
                there.stream()
                        .filter(("-A " + chain + " " + rule)::equals)
                        .forEach(found -> iptables("-D " + chain + " " + rule));
            }
        }
    }

    private List<String> accepts() {
        return List.of("-i " + settings.hostLink() + " -j ACCEPT", "-o " + settings.hostLink() + " -j ACCEPT");
    }

    /** Where to accept: Docker's chain for others, else FORWARD; empty where there is no iptables, so nothing drops. */
    private static String chain() {
        if (!rules("DOCKER-USER").isEmpty()) return "DOCKER-USER";
        return rules("FORWARD").isEmpty() ? "" : "FORWARD";
    }

    private static List<String> rules(String chain) {
        try {
            HostProgram.Result result = HostProgram.run(IPTABLES, "-w", "-S", chain);
            return result.succeeded() ? result.text().lines().map(String::strip).toList() : List.of();
        } catch (IOException absent) {
            return List.of();
        }
    }

    private static void iptables(String arguments) {
        try {
            String[] command = Stream.concat(Stream.of(IPTABLES, "-w"), Stream.of(arguments.split(" ")))
                    .toArray(String[]::new);
            HostProgram.Result result = HostProgram.run(command);
            if (!result.succeeded()) log.warn("iptables {} failed: {}", arguments, result.text());
        } catch (IOException failed) {
            log.warn("iptables {} failed: {}", arguments, failed.getMessage());
        }
    }

    private static void apply(String commands) {
        try (Nftables nftables = NftablesEngines.open()) {
            nftables.apply(commands);
        }
    }
}
