package io.coxswain.node.linux;

/** A range of IPv4 addresses, written as network and prefix length. */
public record Ipv4Range(Ipv4Address network, int prefix) {
    public Ipv4Range {
        if (prefix < 0 || prefix > 32) throw new IllegalArgumentException("not a prefix length: " + prefix);
        if ((network.bits() & mask(prefix)) != network.bits()) {
            throw new IllegalArgumentException(network + "/" + prefix + " has bits set beyond its prefix");
        }
    }

    public static Ipv4Range parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,2}")) {
            throw new IllegalArgumentException("not an IPv4 range: " + text);
        }
        return new Ipv4Range(Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public static Ipv4Range of(Ipv4Address single) {
        return new Ipv4Range(single, 32);
    }

    public boolean contains(Ipv4Address address) {
        return (address.bits() & mask(prefix)) == network.bits();
    }

    public boolean overlaps(Ipv4Range other) {
        int common = Math.min(prefix, other.prefix);
        return (network.bits() & mask(common)) == (other.network.bits() & mask(common));
    }

    /** How many addresses, at most Integer.MAX_VALUE. */
    public int size() {
        return prefix <= 1 ? Integer.MAX_VALUE : 1 << (32 - prefix);
    }

    /** The address at an offset from the network's own. */
    public Ipv4Address at(int offset) {
        if (offset < 0 || offset >= size()) throw new IllegalArgumentException(offset + " is outside of " + this);
        return new Ipv4Address(network.bits() + offset);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }
}
