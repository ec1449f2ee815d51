package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Link;
import io.coxswain.node.linux.LinuxException;
import io.coxswain.node.linux.Route;
import io.coxswain.node.linux.RouteNetlink;
import io.coxswain.node.linux.RouteNetlink.End;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The switch between the nodes of a cluster and the host. It lies in a namespace of its own, since on the host its
 * frames would go through the rules that Docker makes there. Each port's name is the offset of its node's address, and
 * the kernel gives a name once: that is how two agents never take the same address.
 */
final class Underlay {
    static final String NODE_LINK = "eth0";
    private static final String BRIDGE = "switch";
    private static final String HOST_PORT = "host";
    private static final String NODE_PORT = "node";
    private static final int DEFAULT_MTU = 1500;

    private final NodeNetworkSettings settings;
    private final int pid;

    Underlay(NodeNetworkSettings settings, int pid) {
        this.settings = settings;
        this.pid = pid;
    }

    /** The switch and the host's link to it, with its address. */
    void ensureHostLink(int mtu) {
        String name = settings.hostLink();
        Link bridge = Inside.process(
                pid, inside -> inside.bridge(BRIDGE, settings.underlayRange().network(), mtu));
        Optional<Link> port = Inside.process(pid, inside -> inside.link(HOST_PORT));
        Optional<Link> link = Inside.host(host -> host.link(name));
        if (!isPair(link, port)) {
            Inside.process(pid, inside -> inside.deleteLink(HOST_PORT));
            Inside.host(host -> {
                host.deleteLink(name);
                host.veth(
                        new End(name).identifiedBy(settings.hostAddress()), new End(HOST_PORT).inNamespaceOf(pid), mtu);
                return true;
            });
        }
        plug(bridge, HOST_PORT);
        Inside.host(host -> {
            Link made = host.require(name);
            host.setUp(made);
            host.address(made, settings.hostAddress(), settings.underlayRange().prefix());
            return true;
        });
    }

    /** Connects the node to the switch. False when the address is not yet its own and another node took the port. */
    boolean connect(NodeNamespace node, int nodePid, Ipv4Address address, int mtu, boolean isOwn) {
        String portName = port(address);
        Link bridge = Inside.process(pid, inside -> inside.require(BRIDGE));
        Optional<Link> port = Inside.process(pid, inside -> inside.link(portName));
        Optional<Link> link = Inside.node(node, inside -> inside.link(NODE_LINK));
        if (!isPair(link, port)) {
            Inside.node(node, inside -> inside.deleteLink(NODE_LINK));
            if (isOwn) disconnect(address);
            try {
                Inside.process(pid, inside -> {
                    inside.veth(
                            new End(portName).portOf(bridge),
                            new End(NODE_LINK).identifiedBy(address).inNamespaceOf(nodePid),
                            mtu);
                    return true;
                });
            } catch (LinuxException taken) {
                if (taken.errno() == LinuxException.EXISTS) return false;
                throw taken;
            }
        }
        plug(bridge, portName);
        return true;
    }

    void disconnect(Ipv4Address address) {
        Inside.process(pid, inside -> inside.deleteLink(port(address)));
    }

    /** The addresses that no port has. */
    List<Ipv4Address> freeAddresses() {
        Set<String> taken = Inside.process(
                pid, inside -> inside.links().stream().map(Link::name).collect(Collectors.toSet()));
        return IntStream.range(1, settings.underlayRange().size() - 2)
                .mapToObj(settings.underlayRange()::at)
                .filter(address -> !taken.contains(port(address)))
                .toList();
    }

    /** The MTU of the host's default route: what Pods may send without being cut on the way out. */
    static int uplinkMtu(RouteNetlink host) {
        return host.routes().stream()
                .filter(route -> route.type() == Route.Type.UNICAST
                        && route.destination().prefix() == 0)
                .map(Route::device)
                .flatMap(device -> host.links().stream().filter(link -> link.index() == device))
                .map(Link::mtu)
                .findFirst()
                .orElse(DEFAULT_MTU);
    }

    private String port(Ipv4Address address) {
        return NODE_PORT + (address.bits() - settings.underlayRange().network().bits());
    }

    private void plug(Link bridge, String port) {
        Inside.process(pid, inside -> {
            Link made = inside.require(port);
            if (made.master() != bridge.index() || !made.up()) inside.join(bridge, made);
            return true;
        });
    }

    /** Both ends there, each naming the other: else one of them leads into a namespace that is gone for us. */
    private static boolean isPair(Optional<Link> one, Optional<Link> other) {
        return one.isPresent()
                && other.isPresent()
                && one.get().peer() == other.get().index()
                && other.get().peer() == one.get().index();
    }
}
