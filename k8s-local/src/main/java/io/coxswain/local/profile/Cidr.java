package io.coxswain.local.profile;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** A range of IPv4 addresses. */
public record Cidr(int address, int prefix) {
    public Cidr {
        if (prefix < 0 || prefix > 32) throw new IllegalArgumentException("prefix " + prefix);
        address = address & mask(prefix);
    }

    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        if (!(address instanceof Inet4Address)) throw new IllegalArgumentException(text + " is not an IPv4 range");
        return new Cidr(
                ByteBuffer.wrap(address.getAddress()).getInt(),
                slash < 0 ? 32 : Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean overlaps(Cidr other) {
        int shorter = Math.min(prefix, other.prefix);
        return (address & mask(shorter)) == (other.address & mask(shorter));
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255, prefix);
    }
}
