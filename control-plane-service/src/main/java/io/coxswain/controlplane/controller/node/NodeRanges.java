package io.coxswain.controlplane.controller.node;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/** The ranges of 256 addresses that an IPv4 network divides into, one for each node. */
public record NodeRanges(String network) {
    private static final int NODE_BITS = 24;

    public NodeRanges {
        int bits = bits(network);
        if (bits < 8 || bits > NODE_BITS) {
            throw new IllegalArgumentException(
                    "cluster-cidr " + network + ": an IPv4 network of 8 to " + NODE_BITS + " bits is needed");
        }
        first(network);
    }

    /** The first range that is not taken; empty when all are. */
    Optional<String> firstFree(Predicate<String> taken) {
        int start = first(network) & (int) (0xffffffffL << (32 - bits(network)));
        int count = 1 << (NODE_BITS - bits(network));
        for (int at = 0; at < count; at++) {
            String range = text(start + (at << (32 - NODE_BITS)));
            if (!taken.test(range)) return Optional.of(range);
        }
        return Optional.empty();
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255)
                + "/" + NODE_BITS;
    }

    private static int bits(String network) {
        String[] parts = network.split("/", -1);
        return parts.length == 2 && parts[1].matches("\\d{1,2}") ? Integer.parseInt(parts[1]) : -1;
    }

    private static int first(String network) {
        byte[] address = InetAddress.ofLiteral(network.substring(0, network.indexOf('/')))
                .getAddress();
        if (address.length != 4) throw new IllegalArgumentException("cluster-cidr " + network + " is not IPv4");
        return ByteBuffer.wrap(address).getInt();
    }

    @Override
    public String toString() {
        return network;
    }
}
