package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import io.coxswain.node.linux.Link;
import io.coxswain.node.linux.Route;
import io.coxswain.node.linux.RouteNetlink;
import java.util.List;

/**
 * The host's routes to Pods and Services. Each node adds those through itself; the Service range has one through every
 * node, of which the kernel takes that with the lowest metric. Under all of them lie routes that refuse: no packet for
 * a Pod or a Service leaves by the default route, whatever dies.
 */
final class HostRoutes {
    /** Metrics of routes to the Service range start here; the offset of the node's address is added. */
    private static final int SERVICE_METRIC = 100;

    private final NodeNetworkSettings settings;

    HostRoutes(NodeNetworkSettings settings) {
        this.settings = settings;
    }

    /** {@link NetworkException} when something else on this machine uses one of the ranges. */
    void checkRangesAreFree() {
        Inside.host(host -> {
            int own = host.link(settings.hostLink()).map(Link::index).orElse(-1);
            List<Route> foreign = host.routes().stream()
                    .filter(route -> route.device() != own && !isGuard(route))
                    .toList();
            for (Ipv4Range range :
                    List.of(settings.clusterRange(), settings.serviceRange(), settings.underlayRange())) {
                foreign.stream()
                        .filter(route -> route.destination().prefix() >= range.prefix()
                                && route.destination().overlaps(range))
                        .findFirst()
                        .ifPresent(route -> {
                            throw new NetworkException("the range " + range + " is in use: this machine routes "
                                    + route.destination() + " to " + deviceName(host, route)
                                    + "; stop the other cluster or choose other ranges");
                        });
            }
            return true;
        });
    }

    void guard() {
        Inside.host(host -> {
            host.route(Route.unreachable(settings.clusterRange()));
            host.route(Route.unreachable(settings.serviceRange()));
            return true;
        });
    }

    void throughNode(Ipv4Address node) {
        Inside.host(host -> {
            host.route(service(host.require(settings.hostLink()), node));
            return true;
        });
    }

    void toPods(Ipv4Range podRange, Ipv4Address node) {
        Inside.host(host -> {
            host.route(
                    Route.via(podRange, node, host.require(settings.hostLink()).index(), 0));
            return true;
        });
    }

    void removeNode(Ipv4Address node) {
        Inside.host(host -> {
            host.routes().stream()
                    .filter(route -> route.owner() == Route.OURS && node.equals(route.gateway()))
                    .forEach(host::deleteRoute);
            return true;
        });
    }

    void removeAll() {
        Inside.host(host -> {
            host.deleteLink(settings.hostLink());
            host.routes().stream().filter(this::isGuard).forEach(host::deleteRoute);
            return true;
        });
    }

    private Route service(Link link, Ipv4Address node) {
        int offset = node.bits() - settings.underlayRange().network().bits();
        return Route.via(settings.serviceRange(), node, link.index(), SERVICE_METRIC + offset);
    }

    private boolean isGuard(Route route) {
        return route.type() == Route.Type.UNREACHABLE
                && route.owner() == Route.OURS
                && (route.destination().equals(settings.clusterRange())
                        || route.destination().equals(settings.serviceRange()));
    }

    private static String deviceName(RouteNetlink host, Route route) {
        return host.links().stream()
                .filter(link -> link.index() == route.device())
                .map(Link::name)
                .findFirst()
                .orElse("another cluster");
    }
}
