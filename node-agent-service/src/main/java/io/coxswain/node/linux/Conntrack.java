package io.coxswain.node.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections that the kernel tracks in the namespace of the calling thread. */
public final class Conntrack {
    private static final int GET = (1 << 8) | 1;
    private static final int DELETE = (1 << 8) | 2;
    private static final int AF_INET = 2;
    private static final int UDP = 17;
    private static final int HEADER = 4;
    private static final int ORIGINAL = 1;
    private static final int REPLY = 2;
    private static final int ADDRESSES = 1;
    private static final int PROTOCOL = 2;
    private static final int SOURCE = 1;
    private static final int DESTINATION = 2;
    private static final int PROTOCOL_NUMBER = 1;
    private static final int DESTINATION_PORT = 3;

    private Conntrack() {}

    /** A UDP flow: where the client sent to, and which address answers. */
    public record UdpFlow(Ipv4Address destination, int port, Ipv4Address answeredBy) {}

    /**
     * Forgets the UDP flows that {@code stale} names, so that their next packet is translated anew. Returns how many.
     */
    public static int forgetUdp(Predicate<UdpFlow> stale) {
        int forgotten = 0;
        try (var socket = new NetlinkSocket(NetlinkSocket.NETFILTER)) {
            var request = new NetlinkMessage(GET, NetlinkMessage.DUMP).bytes(AF_INET, 0, 0, 0);
            for (ByteBuffer answer : socket.exchange("list connections", request)) {
                var attributes = new NetlinkAttributes(answer.slice(HEADER, answer.limit() - HEADER));
                UdpFlow flow = flow(attributes);
                ByteBuffer tuple = attributes.bytes(ORIGINAL);
                if (flow != null && tuple != null && stale.test(flow) && forget(socket, tuple)) forgotten++;
            }
        }
        return forgotten;
    }

    private static @Nullable UdpFlow flow(NetlinkAttributes connection) {
        NetlinkAttributes original = connection.nested(ORIGINAL);
        ByteBuffer protocol = original.nested(PROTOCOL).bytes(PROTOCOL_NUMBER);
        Ipv4Address destination = original.nested(ADDRESSES).address(DESTINATION);
        Ipv4Address answeredBy = connection.nested(REPLY).nested(ADDRESSES).address(SOURCE);
        if (protocol == null || protocol.get(0) != UDP || destination == null || answeredBy == null) return null;
        return new UdpFlow(destination, original.nested(PROTOCOL).port(DESTINATION_PORT), answeredBy);
    }

    private static boolean forget(NetlinkSocket socket, ByteBuffer tuple) {
        byte[] bytes = new byte[tuple.remaining()];
        tuple.order(ByteOrder.nativeOrder()).get(bytes);
        try {
            socket.exchange(
                    "forget connection",
                    new NetlinkMessage(DELETE, 0)
                            .bytes(AF_INET, 0, 0, 0)
                            .attribute(ORIGINAL | NetlinkMessage.NESTED, bytes));
            return true;
        } catch (LinuxException gone) {
            if (gone.errno() == LinuxException.NO_ENTRY) return false;
            throw gone;
        }
    }
}
