package io.coxswain.node.proxy;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules for the host ports of Pods. They come after those of Services, whose node ports so win over them. */
final class HostPortTable {
    private static final String TABLE = "ip coxswain-hostports";

    private HostPortTable() {}

    /** The commands that put the whole table in the place of any other, as one transaction. */
    static String of(List<Pod> pods) {
        var rules = new TreeSet<String>();
        var hairpins = new TreeSet<String>();
        for (Pod pod : pods) {
            String address = address(pod);
            if (address.isEmpty()) continue;
            ports(pod).forEach(port -> {
                rules.add(rule(port, address));
                hairpins.add("    ip saddr " + address + " ip daddr " + address + " ct status dnat masquerade");
                hairpins.add("    ip saddr 127.0.0.0/8 ip daddr " + address + " masquerade");
            });
        }
        var table = new ArrayList<String>();
        table.add("add table " + TABLE);
        table.add("delete table " + TABLE);
        table.add("table " + TABLE + " {");
        table.add("  chain ports {");
        table.addAll(rules);
        table.add("  }");
        table.add("  chain prerouting { type nat hook prerouting priority dstnat - 9; policy accept;"
                + " fib daddr type local jump ports; }");
        table.add("  chain output { type nat hook output priority -109; policy accept;"
                + " fib daddr type local jump ports; }");
        table.add("  chain postrouting { type nat hook postrouting priority srcnat - 9; policy accept;");
        table.addAll(hairpins);
        table.add("  }");
        table.add("}");
        return String.join("\n", table) + "\n";
    }

    private static Stream<ContainerPort> ports(Pod pod) {
        return Stream.concat(
                        pod.getSpec().getInitContainers().stream()
                                .filter(container -> "Always".equals(container.getRestartPolicy())),
                        pod.getSpec().getContainers().stream())
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> port.getHostPort() != null && port.getHostPort() != 0);
    }

    private static String rule(ContainerPort port, String address) {
        String host = Objects.requireNonNullElse(port.getHostIP(), "");
        String protocol = Objects.requireNonNullElse(port.getProtocol(), "TCP").toLowerCase(Locale.ROOT);
        String only = host.isEmpty() || host.equals("0.0.0.0") ? "" : "ip daddr " + host + " ";
        return "    " + only + "meta l4proto " + protocol + " th dport " + port.getHostPort() + " dnat to " + address
                + ":" + port.getContainerPort();
    }

    /** Empty for a Pod that has ended or none of its own. */
    private static String address(Pod pod) {
        var status = pod.getStatus();
        if (status == null || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) return "";
        String phase = Objects.requireNonNullElse(status.getPhase(), "");
        if (phase.equals("Succeeded") || phase.equals("Failed")) return "";
        return Objects.requireNonNullElse(status.getPodIP(), "");
    }
}
