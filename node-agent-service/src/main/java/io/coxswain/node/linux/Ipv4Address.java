package io.coxswain.node.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** An IPv4 address, as its 32 bits. */
public record Ipv4Address(int bits) implements Comparable<Ipv4Address> {
    /** Four decimal numbers without leading zeros; {@link IllegalArgumentException} for anything else. */
    public static Ipv4Address parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not an IPv4 address: " + text));
    }

    public static Optional<Ipv4Address> find(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) return Optional.empty();
        int bits = 0;
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || (part.length() > 1 && part.startsWith("0"))) return Optional.empty();
            int value = Integer.parseInt(part);
            if (value > 255) return Optional.empty();
            bits = (bits << 8) | value;
        }
        return Optional.of(new Ipv4Address(bits));
    }

    public byte[] bytes() {
        return new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    }

    public Inet4Address inet() {
        try {
            return (Inet4Address) InetAddress.getByAddress(bytes());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public int compareTo(Ipv4Address other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + ((bits >> 16) & 255) + "." + ((bits >> 8) & 255) + "." + (bits & 255);
    }
}
