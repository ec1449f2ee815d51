package io.coxswain.node.proxy;

import io.coxswain.node.linux.Conntrack;
import io.coxswain.node.linux.Conntrack.UdpFlow;
import io.coxswain.node.linux.Ipv4Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends UDP flows whose backend is gone: the kernel would send a steady client there for as long as it keeps asking. */
final class UdpFlows {
    private record Address(Ipv4Address address, int port) {}

    private Map<Address, Set<Ipv4Address>> before = Map.of();

    /** Called inside the node's namespace after the rules were changed. Returns how many flows were ended. */
    int follow(List<Frontend> frontends) {
        Map<Address, Set<Ipv4Address>> now = new HashMap<>();
        for (Frontend frontend : frontends) {
            if (frontend.protocol() != Frontend.Protocol.UDP) continue;
            now.put(
                    new Address(frontend.address(), frontend.port()),
                    frontend.backends().stream().map(Backend::address).collect(Collectors.toSet()));
        }
        Set<Address> changed = new HashSet<>(now.keySet());
        changed.addAll(before.keySet());
        Map<Address, Set<Ipv4Address>> old = before;
        changed.removeIf(address -> now.getOrDefault(address, Set.of()).equals(old.get(address)));
        int ended = changed.isEmpty() ? 0 : Conntrack.forgetUdp(flow -> isStale(flow, changed, now));
        before = now;
        return ended;
    }

    private static boolean isStale(UdpFlow flow, Set<Address> changed, Map<Address, Set<Ipv4Address>> now) {
        var address = new Address(flow.destination(), flow.port());
        return changed.contains(address) && !now.getOrDefault(address, Set.of()).contains(flow.answeredBy());
    }
}
