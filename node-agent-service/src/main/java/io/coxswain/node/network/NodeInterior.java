package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.Link;
import io.coxswain.node.linux.Route;
import io.coxswain.node.linux.RouteNetlink;
import io.coxswain.node.linux.RouteNetlink.End;
import io.coxswain.node.linux.Sysctl;
import io.coxswain.node.network.NodeSurroundings.Ground;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What lies inside a node's namespace. Pods are ports of one bridge but own only their single address, so that every
 * packet between them is routed by the node: Service translation then works without br_netfilter.
 */
final class NodeInterior {
    static final String POD_BRIDGE = "cbr0";
    private static final String SERVICE_LINK = "ksvc0";
    private static final String BRIDGED_THROUGH_RULES = "bridge/bridge-nf-call-iptables";

    private final NodeNetworkSettings settings;
    private final EnteredNamespace node;

    NodeInterior(NodeNetworkSettings settings, EnteredNamespace node) {
        this.settings = settings;
        this.node = node;
    }

    /** Addresses and routes of the node itself; the addresses of DNS and of the API are local to every node. */
    void ensureNode(Ground ground) {
        Inside.node(node, inside -> {
            Sysctl.set("ipv4/ip_forward", "1");
            Sysctl.set("ipv4/conf/all/send_redirects", "0");
            Sysctl.set("ipv4/conf/default/send_redirects", "0");
            Sysctl.set(BRIDGED_THROUGH_RULES, "0");
            inside.setUp(inside.require("lo"));
            Link uplink = inside.require(Underlay.NODE_LINK);
            inside.setUp(uplink);
            inside.address(uplink, ground.address(), settings.underlayRange().prefix());
            if (ground.gateway() != null) {
                inside.route(Route.via(Ipv4Range.parse("0.0.0.0/0"), ground.gateway(), uplink.index(), 0));
            }
            inside.route(Route.unreachable(settings.clusterRange()));
            inside.route(Route.unreachable(settings.serviceRange()));
            Link services = inside.bridge(SERVICE_LINK, settings.serviceRange().network(), ground.mtu());
            inside.route(Route.onLink(settings.serviceRange(), services.index(), ground.address()));
            inside.address(services, settings.dnsAddress(), 32);
            inside.address(services, settings.apiAddress(), 32);
            return true;
        });
    }

    void ensurePodBridge(Ipv4Range podRange, int mtu) {
        Inside.node(node, inside -> {
            Link bridge = inside.bridge(POD_BRIDGE, podRange.at(1), mtu);
            Sysctl.set("ipv4/conf/" + POD_BRIDGE + "/send_redirects", "0");
            inside.address(bridge, podRange.at(1), podRange.prefix());
            return true;
        });
    }

    void routeTo(Collection<PeerNode> peers) {
        Inside.node(node, inside -> {
            int uplink = inside.require(Underlay.NODE_LINK).index();
            Set<Route> wanted = peers.stream()
                    .map(peer ->
                            Route.via(Ipv4Range.parse(peer.podRange()), Ipv4Address.parse(peer.address()), uplink, 0))
                    .collect(Collectors.toSet());
            inside.routes().stream()
                    .filter(route -> route.owner() == Route.OURS
                            && route.gateway() != null
                            && route.destination().prefix() > 0
                            && wanted.stream().noneMatch(route::sameSlot))
                    .forEach(inside::deleteRoute);
            wanted.forEach(inside::route);
            return true;
        });
    }

    /** The link between the bridge and a process's namespace; what is left of an earlier one goes first. */
    void plug(String nodeLink, int pid, Ipv4Address address, Ipv4Address gateway, int mtu) {
        boolean isThere = isPlugged(nodeLink, pid);
        if (!isThere) {
            unplug(nodeLink);
            Inside.process(pid, pod -> pod.deleteLink(Underlay.NODE_LINK));
            Inside.node(node, inside -> {
                inside.veth(
                        new End(nodeLink).portOf(inside.require(POD_BRIDGE)),
                        new End(Underlay.NODE_LINK).identifiedBy(address).inNamespaceOf(pid),
                        mtu);
                inside.setHairpin(inside.require(nodeLink));
                return true;
            });
        }
        Inside.process(pid, pod -> configure(pod, address, gateway));
    }

    boolean unplug(String nodeLink) {
        return Inside.node(node, inside -> inside.deleteLink(nodeLink));
    }

    private boolean isPlugged(String nodeLink, int pid) {
        var near = Inside.node(node, inside -> inside.link(nodeLink));
        if (near.isEmpty()) return false;
        var far = Inside.process(pid, pod -> pod.link(Underlay.NODE_LINK));
        return far.isPresent()
                && far.get().peer() == near.get().index()
                && near.get().peer() == far.get().index();
    }

    private static boolean configure(RouteNetlink pod, Ipv4Address address, Ipv4Address gateway) {
        pod.setUp(pod.require("lo"));
        Link link = pod.require(Underlay.NODE_LINK);
        pod.address(link, address, 32);
        pod.setUp(link);
        pod.route(Route.onLink(Ipv4Range.of(gateway), link.index(), null));
        pod.route(Route.via(Ipv4Range.parse("0.0.0.0/0"), gateway, link.index(), 0));
        return true;
    }
}
