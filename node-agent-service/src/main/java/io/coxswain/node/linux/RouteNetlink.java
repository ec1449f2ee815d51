package io.coxswain.node.linux;

import static io.coxswain.node.linux.NetlinkMessage.CREATE;
import static io.coxswain.node.linux.NetlinkMessage.DUMP;
import static io.coxswain.node.linux.NetlinkMessage.EXCLUSIVE;
import static io.coxswain.node.linux.NetlinkMessage.NESTED;
import static io.coxswain.node.linux.NetlinkMessage.REPLACE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Links, addresses and routes of the namespace in which the opening thread is. Used by that thread only. */
public final class RouteNetlink implements AutoCloseable {
    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int GET_LINK = 18;
    private static final int SET_LINK = 19;
    private static final int NEW_ADDRESS = 20;
    private static final int GET_ADDRESS = 22;
    private static final int NEW_ROUTE = 24;
    private static final int DELETE_ROUTE = 25;
    private static final int GET_ROUTE = 26;
    private static final int LINK_HEADER = 16;
    private static final int ADDRESS_HEADER = 8;
    private static final int ROUTE_HEADER = 12;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int UP = 1;
    private static final int MAIN_TABLE = 254;
    private static final int UNICAST = 1;
    private static final int UNREACHABLE = 7;

    // Attributes of links, addresses and routes
    private static final int LINK_ADDRESS = 1;
    private static final int LINK_NAME = 3;
    private static final int LINK_MTU = 4;
    private static final int LINK_PEER = 5;
    private static final int LINK_MASTER = 10;
    private static final int LINK_PORT = 12;
    private static final int LINK_INFO = 18;
    private static final int LINK_NAMESPACE_OF = 19;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int VETH_PEER = 1;
    private static final int PORT_HAIRPIN = 4;
    private static final int ADDRESS_VALUE = 1;
    private static final int ADDRESS_LOCAL = 2;
    private static final int ROUTE_DESTINATION = 1;
    private static final int ROUTE_DEVICE = 4;
    private static final int ROUTE_GATEWAY = 5;
    private static final int ROUTE_METRIC = 6;
    private static final int ROUTE_SOURCE = 7;

    private final NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.ROUTE);

    /** One end of a veth to be made. The hardware address is fixed so that a new link is the same to its neighbours. */
    public record End(String name, @Nullable Ipv4Address identity, int pid, int bridge) {
        public End(String name) {
            this(name, null, 0, 0);
        }

        public End identifiedBy(Ipv4Address address) {
            return new End(name, address, pid, bridge);
        }

        public End inNamespaceOf(int process) {
            return new End(name, identity, process, bridge);
        }

        public End portOf(Link master) {
            return new End(name, identity, pid, master.index());
        }
    }

    public Optional<Link> link(String name) {
        try {
            var request = linkMessage(GET_LINK, 0, 0, false).attribute(LINK_NAME, name);
            return socket.exchange("get link " + name, request).stream()
                    .map(RouteNetlink::link)
                    .findFirst();
        } catch (LinuxException absent) {
            if (absent.errno() == LinuxException.NO_DEVICE) return Optional.empty();
            throw absent;
        }
    }

    public Link require(String name) {
        return link(name).orElseThrow(() -> new LinuxException("get link " + name, LinuxException.NO_DEVICE));
    }

    public List<Link> links() {
        return socket.exchange("list links", linkMessage(GET_LINK, DUMP, 0, false)).stream()
                .map(RouteNetlink::link)
                .toList();
    }

    /** The bridge of this name, made where it is absent, and up. Its hardware address does not follow its ports. */
    public Link bridge(String name, Ipv4Address identity, int mtu) {
        Optional<Link> there = link(name);
        if (there.isEmpty()) {
            var message = linkMessage(NEW_LINK, CREATE | EXCLUSIVE, 0, true)
                    .attribute(LINK_NAME, name)
                    .attribute(LINK_MTU, mtu)
                    .attribute(LINK_ADDRESS, hardwareAddress(identity));
            message.nested(LINK_INFO, () -> message.attribute(INFO_KIND, "bridge"));
            socket.exchange("make bridge " + name, message);
        } else if (!there.get().up()) {
            setUp(there.get());
        }
        return require(name);
    }

    /** Makes a pair of links; both are up unless one lies in another namespace, where that has to be done there. */
    public void veth(End near, End far, int mtu) {
        var message = linkMessage(NEW_LINK, CREATE | EXCLUSIVE, 0, true);
        end(message, near, mtu);
        message.nested(LINK_INFO, () -> {
            message.attribute(INFO_KIND, "veth");
            message.nested(
                    INFO_DATA | NESTED,
                    () -> message.nested(VETH_PEER | NESTED, () -> {
                        header(message, 0, far.pid() == 0);
                        end(message, far, mtu);
                    }));
        });
        socket.exchange("make veth " + near.name() + " to " + far.name(), message);
    }

    private static void end(NetlinkMessage message, End end, int mtu) {
        message.attribute(LINK_NAME, end.name()).attribute(LINK_MTU, mtu);
        if (end.identity() != null) message.attribute(LINK_ADDRESS, hardwareAddress(end.identity()));
        if (end.pid() != 0) message.attribute(LINK_NAMESPACE_OF, end.pid());
        if (end.bridge() != 0) message.attribute(LINK_MASTER, end.bridge());
    }

    public void setUp(Link link) {
        socket.exchange("set up " + link.name(), linkMessage(NEW_LINK, 0, link.index(), true));
    }

    /** Makes a link a port of a bridge, and up. */
    public void join(Link bridge, Link port) {
        socket.exchange(
                "plug " + port.name() + " into " + bridge.name(),
                linkMessage(NEW_LINK, 0, port.index(), true).attribute(LINK_MASTER, bridge.index()));
    }

    public void setHairpin(Link port) {
        var message = new NetlinkMessage(SET_LINK, 0)
                .bytes(AF_BRIDGE, 0, 0, 0)
                .integer(port.index())
                .integer(0)
                .integer(0);
        message.nested(LINK_PORT | NESTED, () -> message.attribute(PORT_HAIRPIN, (byte) 1));
        socket.exchange("set hairpin on " + port.name(), message);
    }

    /** True when there was such a link. */
    public boolean deleteLink(String name) {
        try {
            socket.exchange(
                    "delete link " + name, linkMessage(DELETE_LINK, 0, 0, false).attribute(LINK_NAME, name));
            return true;
        } catch (LinuxException absent) {
            if (absent.errno() == LinuxException.NO_DEVICE) return false;
            throw absent;
        }
    }

    public void address(Link link, Ipv4Address address, int prefix) {
        socket.exchange(
                "give " + address + " to " + link.name(),
                new NetlinkMessage(NEW_ADDRESS, CREATE | REPLACE)
                        .bytes(AF_INET, prefix, 0, 0)
                        .integer(link.index())
                        .attribute(ADDRESS_LOCAL, address)
                        .attribute(ADDRESS_VALUE, address));
    }

    public List<Ipv4Address> addresses(Link link) {
        var request =
                new NetlinkMessage(GET_ADDRESS, DUMP).bytes(AF_INET, 0, 0, 0).integer(0);
        List<Ipv4Address> addresses = new ArrayList<>();
        for (ByteBuffer answer : socket.exchange("list addresses", request)) {
            if (answer.getInt(4) != link.index()) continue;
            Ipv4Address address = attributes(answer, ADDRESS_HEADER).address(ADDRESS_LOCAL);
            if (address != null) addresses.add(address);
        }
        return addresses;
    }

    /** Sets a route, in place of one in the same slot. */
    public void route(Route route) {
        int scope = route.type() == Route.Type.UNICAST && route.gateway() == null ? 253 : 0;
        int type = route.type() == Route.Type.UNREACHABLE ? UNREACHABLE : UNICAST;
        var message = new NetlinkMessage(NEW_ROUTE, CREATE | REPLACE)
                .bytes(AF_INET, route.destination().prefix(), 0, 0, MAIN_TABLE, route.owner(), scope, type)
                .integer(0)
                .attribute(ROUTE_DESTINATION, route.destination().network());
        if (route.gateway() != null) message.attribute(ROUTE_GATEWAY, route.gateway());
        if (route.device() != 0) message.attribute(ROUTE_DEVICE, route.device());
        if (route.metric() != 0) message.attribute(ROUTE_METRIC, route.metric());
        if (route.source() != null) message.attribute(ROUTE_SOURCE, route.source());
        socket.exchange("set route " + route, message);
    }

    /** True when there was such a route. */
    public boolean deleteRoute(Route route) {
        var message = new NetlinkMessage(DELETE_ROUTE, 0)
                .bytes(AF_INET, route.destination().prefix(), 0, 0, MAIN_TABLE, route.owner(), 255, 0)
                .integer(0)
                .attribute(ROUTE_DESTINATION, route.destination().network())
                .attribute(ROUTE_METRIC, route.metric());
        if (route.device() != 0) message.attribute(ROUTE_DEVICE, route.device());
        try {
            socket.exchange("delete route " + route, message);
            return true;
        } catch (LinuxException absent) {
            if (absent.errno() == LinuxException.NO_PROCESS) return false;
            throw absent;
        }
    }

    /** The routes of the main table. */
    public List<Route> routes() {
        var request = new NetlinkMessage(GET_ROUTE, DUMP)
                .bytes(AF_INET, 0, 0, 0, MAIN_TABLE, 0, 0, 0)
                .integer(0);
        return socket.exchange("list routes", request).stream()
                .filter(answer -> Byte.toUnsignedInt(answer.get(4)) == MAIN_TABLE)
                .map(RouteNetlink::route)
                .toList();
    }

    private static Route route(ByteBuffer answer) {
        NetlinkAttributes attributes = attributes(answer, ROUTE_HEADER);
        Ipv4Address network = attributes.address(ROUTE_DESTINATION);
        Route.Type type = switch (answer.get(7)) {
            case UNICAST -> Route.Type.UNICAST;
            case UNREACHABLE -> Route.Type.UNREACHABLE;
            default -> Route.Type.OTHER;
        };
        return new Route(
                type,
                new Ipv4Range(network == null ? new Ipv4Address(0) : network, answer.get(1)),
                attributes.address(ROUTE_GATEWAY),
                attributes.integer(ROUTE_DEVICE, 0),
                attributes.integer(ROUTE_METRIC, 0),
                attributes.address(ROUTE_SOURCE),
                Byte.toUnsignedInt(answer.get(5)));
    }

    private static Link link(ByteBuffer answer) {
        NetlinkAttributes attributes = attributes(answer, LINK_HEADER);
        return new Link(
                answer.getInt(4),
                attributes.text(LINK_NAME),
                (answer.getInt(8) & UP) != 0,
                attributes.integer(LINK_MTU, 1500),
                attributes.integer(LINK_MASTER, 0),
                attributes.integer(LINK_PEER, 0));
    }

    private static NetlinkAttributes attributes(ByteBuffer answer, int header) {
        return new NetlinkAttributes(
                answer.slice(header, answer.limit() - header).order(ByteOrder.nativeOrder()));
    }

    private static NetlinkMessage linkMessage(int type, int flags, int index, boolean up) {
        return header(new NetlinkMessage(type, flags), index, up);
    }

    private static NetlinkMessage header(NetlinkMessage message, int index, boolean up) {
        return message.bytes(0, 0, 0, 0).integer(index).integer(up ? UP : 0).integer(up ? UP : 0);
    }

    /** A locally administered address that follows from an IPv4 address. */
    private static byte[] hardwareAddress(Ipv4Address identity) {
        byte[] ip = identity.bytes();
        return new byte[] {0x0a, 0x58, ip[0], ip[1], ip[2], ip[3]};
    }

    @Override
    public void close() {
        socket.close();
    }
}
