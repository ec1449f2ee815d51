package io.coxswain.node.proxy;

import static io.coxswain.node.proxy.Ruleset.TABLE;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The layout of the table, which is kube-proxy's: a map from address, protocol and port to the chain of a Service,
 * whose rule picks the chain of an endpoint, which translates. All of it comes one step before Docker's rules.
 */
final class ServiceTable {
    private static final String SERVICES = "service-ips";
    private static final String REJECTED = "no-endpoint-services";
    private static final String NODE_PORTS = "service-nodeports";
    private static final String REJECTED_NODE_PORTS = "no-endpoint-nodeports";
    private static final String HAIRPIN = "hairpin";
    private static final int NAME_LIMIT = 100;

    private final Ipv4Range clusterRange;
    private final Ipv4Range serviceRange;
    private final Ipv4Address dnsAddress;
    private final Ipv4Address apiAddress;

    /** DNS and the API answer at addresses that are local to the node. */
    ServiceTable(Ipv4Range clusterRange, Ipv4Range serviceRange, Ipv4Address dnsAddress, Ipv4Address apiAddress) {
        this.clusterRange = clusterRange;
        this.serviceRange = serviceRange;
        this.dnsAddress = dnsAddress;
        this.apiAddress = apiAddress;
    }

    /** The commands that put this whole table in the place of any other, as one transaction. */
    String replaceBy(Ruleset ruleset) {
        return "add table " + TABLE + "\ndelete table " + TABLE + "\n" + machinery()
                + ruleset.commandsFrom(new Ruleset());
    }

    Ruleset ruleset(List<Frontend> frontends) {
        var ruleset = new Ruleset();
        frontends.forEach(frontend -> add(ruleset, frontend));
        return ruleset;
    }

    private void add(Ruleset ruleset, Frontend frontend) {
        String key = frontend.address() + " . " + frontend.protocol().word() + " . " + frontend.port();
        String identity = identity(frontend.name());
        if (frontend.backends().isEmpty()) {
            ruleset.element(REJECTED, key, " : goto reject-chain");
        } else {
            String service = name("service-" + identity + "-" + frontend.name());
            ruleset.element(SERVICES, key, " : goto " + service);
            List<String> rules = new ArrayList<>();
            rules.add("ip saddr != " + clusterRange + " jump mark-for-masquerade");
            rules.addAll(choice(ruleset, frontend, identity, frontend.backends()));
            ruleset.chain(service, rules);
        }
        frontend.nodePort().ifPresent(nodePort -> addNodePort(ruleset, frontend, identity, nodePort));
    }

    private void addNodePort(Ruleset ruleset, Frontend frontend, String identity, Frontend.NodePort nodePort) {
        String key = frontend.protocol().word() + " . " + nodePort.number();
        if (nodePort.everywhere().isEmpty()) {
            ruleset.element(REJECTED_NODE_PORTS, key, " : goto reject-chain");
            return;
        }
        String external = name("external-" + identity + "-" + frontend.name());
        ruleset.element(NODE_PORTS, key, " : goto " + external);
        List<String> rules = new ArrayList<>();
        if (nodePort.here().isEmpty()) {
            rules.add("jump mark-for-masquerade");
            rules.addAll(choice(ruleset, frontend, identity, nodePort.everywhere()));
        } else {
            // Pods reach every endpoint; others only those here, which see the client's own address
            String inside = name("inside-" + identity + "-" + frontend.name());
            ruleset.chain(inside, choice(ruleset, frontend, identity, nodePort.everywhere()));
            rules.add("ip saddr " + clusterRange + " goto " + inside);
            List<Backend> here = nodePort.here().get();
            if (here.isEmpty()) rules.add("drop");
            else rules.addAll(choice(ruleset, frontend, identity, here));
        }
        ruleset.chain(external, rules);
    }

    /** The rules that lead to one of the backends, whose chains they make. */
    private static List<String> choice(Ruleset ruleset, Frontend frontend, String identity, List<Backend> backends) {
        List<String> rules = new ArrayList<>();
        List<String> chains = new ArrayList<>();
        for (Backend backend : backends) {
            String target = backend.address() + "/" + backend.port();
            String chain = name("endpoint-" + identity + "-" + target);
            chains.add(chain);
            String translate = "meta l4proto " + frontend.protocol().word() + " dnat to " + backend.address() + ":"
                    + backend.port();
            if (frontend.affinitySeconds() > 0) {
                String set = name("affinity-" + identity + "-" + frontend.affinitySeconds() + "-" + target);
                ruleset.affinitySets().put(set, frontend.affinitySeconds());
                rules.add("ip saddr @" + set + " goto " + chain);
                ruleset.chain(chain, List.of("update @" + set + " { ip saddr }", translate));
            } else {
                ruleset.chain(chain, List.of(translate));
            }
            ruleset.element(HAIRPIN, backend.address() + " . " + backend.address(), "");
        }
        rules.add(spread(chains));
        return rules;
    }

    private static String spread(List<String> chains) {
        return "numgen random mod " + chains.size() + " vmap { "
                + IntStream.range(0, chains.size())
                        .mapToObj(number -> number + " : goto " + chains.get(number))
                        .collect(Collectors.joining(", "))
                + " }";
    }

    private String machinery() {
        return """
                table %1$s {
                  map service-ips { type ipv4_addr . inet_proto . inet_service : verdict; }
                  map no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict; }
                  map service-nodeports { type inet_proto . inet_service : verdict; }
                  map no-endpoint-nodeports { type inet_proto . inet_service : verdict; }
                  set hairpin { type ipv4_addr . ipv4_addr; }
                  chain mark-for-masquerade { meta mark set meta mark or 0x4000; }
                  chain reject-chain { reject; }
                  chain services {
                    ip daddr . meta l4proto . th dport vmap @service-ips
                    ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @service-nodeports
                  }
                  chain endpoint-check {
                    ip daddr . meta l4proto . th dport vmap @no-endpoint-services
                    ip daddr != 127.0.0.0/8 fib daddr type local meta l4proto . th dport vmap @no-endpoint-nodeports
                  }
                  chain address-check {
                    ip daddr { %4$s, %5$s } return
                    ip daddr %3$s reject
                  }
                  chain nat-prerouting { type nat hook prerouting priority dstnat - 10; policy accept; jump services; }
                  chain nat-output { type nat hook output priority -110; policy accept; jump services; }
                  chain nat-postrouting {
                    type nat hook postrouting priority srcnat - 10; policy accept;
                    meta mark & 0x4000 == 0x4000 meta mark set meta mark xor 0x4000 masquerade fully-random
                    ip saddr . ip daddr @hairpin masquerade fully-random
                  }
                  chain filter-prerouting {
                    type filter hook prerouting priority dstnat - 20; policy accept;
                    ct state new jump endpoint-check
                  }
                  chain filter-input {
                    type filter hook input priority -110; policy accept;
                    ct state new jump endpoint-check
                    ip daddr %4$s meta l4proto { tcp, udp } th dport != 53 reject
                    ip daddr %5$s meta l4proto { tcp, udp } th dport != 443 reject
                  }
                  chain filter-forward {
                    type filter hook forward priority -110; policy accept;
                    ct state new jump endpoint-check
                    ct state new jump address-check
                  }
                  chain filter-output {
                    type filter hook output priority -110; policy accept;
                    ct state new jump endpoint-check
                  }
                  chain filter-output-translated {
                    type filter hook output priority -90; policy accept;
                    ct state new jump address-check
                  }
                }
                """.formatted(TABLE, clusterRange, serviceRange, dnsAddress, apiAddress);
    }

    /** Only letters that nftables takes in a name, and no more than it takes; the identity in it keeps names apart. */
    private static String name(String readable) {
        String clean = readable.replaceAll("[^a-zA-Z0-9/._-]", "_");
        return clean.length() <= NAME_LIMIT ? clean : clean.substring(0, NAME_LIMIT);
    }

    private static String identity(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
