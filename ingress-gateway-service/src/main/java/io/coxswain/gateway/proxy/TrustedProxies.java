package io.coxswain.gateway.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The address ranges of the proxies in front of the gateway whose X-Forwarded headers are believed. */
public final class TrustedProxies {
    private static final class Range {
        private final byte[] network;
        private final int bits;

        Range(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) return false;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) return false;
            }
            return true;
        }
    }

    private final List<Range> ranges = new ArrayList<>();

    /** Ranges as in {@code 10.0.0.0/8}; a single address stands for itself. */
    public TrustedProxies(List<String> cidrs) {
        for (String cidr : cidrs) {
            int slash = cidr.indexOf('/');
            byte[] network = InetAddress.ofLiteral(slash < 0 ? cidr : cidr.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? network.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > network.length * 8) throw new IllegalArgumentException("not a range: " + cidr);
            ranges.add(new Range(network, bits));
        }
    }

    boolean contains(InetAddress peer) {
        byte[] address = peer.getAddress();
        for (Range range : ranges) {
            if (range.contains(address)) return true;
        }
        return false;
    }
}
