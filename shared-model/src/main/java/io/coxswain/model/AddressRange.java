package io.coxswain.model;

import java.util.regex.Pattern;

/** A range of IPv4 addresses in CIDR notation, such as {@code 10.96.0.0/16}. */
public record AddressRange(int network, int prefixLength) {
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    public AddressRange {
        if (prefixLength < 8 || prefixLength > 30) {
            throw new IllegalArgumentException("a range needs a prefix of 8 to 30 bits, not " + prefixLength);
        }
        if ((network & mask(prefixLength)) != network) {
            throw new IllegalArgumentException(
                    "bits are set behind the prefix of " + text(network) + "/" + prefixLength);
        }
    }

    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,2}") || !isAddress(text.substring(0, slash))) {
            throw new IllegalArgumentException("not an IPv4 range: " + text);
        }
        return new AddressRange(number(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public static boolean isAddress(String text) {
        var matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) return false;
        for (int group = 1; group <= 4; group++) {
            String part = matcher.group(group);
            if (Integer.parseInt(part) > 255 || (part.length() > 1 && part.startsWith("0"))) return false;
        }
        return true;
    }

    public long size() {
        return 1L << (32 - prefixLength);
    }

    /** The address at an offset from the network's own. */
    public String address(long offset) {
        if (offset < 0 || offset >= size()) throw new IllegalArgumentException(offset + " lies outside of " + this);
        return text((int) (network + offset));
    }

    public boolean contains(String address) {
        return isAddress(address) && (number(address) & mask(prefixLength)) == network;
    }

    @Override
    public String toString() {
        return text(network) + "/" + prefixLength;
    }

    private static int mask(int prefixLength) {
        return -1 << (32 - prefixLength);
    }

    private static int number(String address) {
        int number = 0;
        for (String part : address.split("\\.", -1)) number = number << 8 | Integer.parseInt(part);
        return number;
    }

    private static String text(int number) {
        return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }
}
