package io.coxswain.controlplane.strategy;

import io.coxswain.model.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Forms of texts beyond those of names and labels: addresses, ranges, drivers and paths; an empty list is good. */
public final class Formats {
    private static final String ADDRESS_FORM = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static final String RANGE_FORM = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    private static final int DRIVER_LENGTH = 63;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F:.]+");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Formats() {}

    /** A name that is one segment of a path, whatever else it holds. */
    public static List<String> pathSegment(String name) {
        List<String> faults = new ArrayList<>();
        if (name.equals(".") || name.equals("..")) faults.add("may not be '" + name + "'");
        for (String part : List.of("/", "%")) {
            if (name.contains(part)) faults.add("may not contain '" + part + "'");
        }
        return faults;
    }

    /** The name of a CSI or DRA driver. */
    public static List<String> driver(String name) {
        List<String> faults = new ArrayList<>();
        if (name.length() > DRIVER_LENGTH) faults.add("must be no more than " + DRIVER_LENGTH + " bytes");
        faults.addAll(Names.subdomain(name.toLowerCase(Locale.ROOT)));
        return faults;
    }

    /** A name of at least three parts, such as that of a webhook. */
    public static List<String> fullyQualified(String name) {
        List<String> faults = new ArrayList<>(Names.subdomain(name));
        if (faults.isEmpty() && name.split("\\.", -1).length < 3) {
            faults.add("should be a domain with at least three segments separated by dots");
        }
        return faults;
    }

    /** A domain, a slash and a path, such as {@code example.com/controller}. */
    public static List<String> domainPrefixedPath(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) return List.of("must be a domain-prefixed path (such as \"acme.io/foo\")");
        List<String> faults = new ArrayList<>();
        Names.subdomain(text.substring(0, slash)).forEach(faults::add);
        if (!PATH.matcher(text.substring(slash + 1)).matches()) {
            faults.add(
                    "Invalid path (e.g. '/foo/bar' or '/foo', regex used for validation is '" + PATH.pattern() + "')");
        }
        return faults;
    }

    public static boolean isIdentifier(String name) {
        return IDENTIFIER.matcher(name).matches();
    }

    /** An address as a field of today's API takes it: valid and in the one canonical form. */
    public static List<String> address(String text) {
        String canonical = canonicalAddress(text);
        if (canonical == null) return List.of(ADDRESS_FORM);
        return canonical.equals(text) ? List.of() : List.of("must be in canonical form (\"" + canonical + "\")");
    }

    public static List<String> ipv4(String text) {
        return AddressRange.isAddress(text) ? List.of() : List.of("must be a valid IPv4 address");
    }

    public static List<String> ipv6(String text) {
        return text.contains(":") && canonicalAddress(text) != null
                ? List.of()
                : List.of("must be a valid IPv6 address");
    }

    /** Addresses that never are an endpoint of a Service. */
    public static List<String> notSpecial(String text) {
        if (canonicalAddress(text) == null) return List.of(ADDRESS_FORM);
        InetAddress address = parsed(text);
        List<String> faults = new ArrayList<>();
        if (address.isAnyLocalAddress()) faults.add("may not be unspecified (0.0.0.0 or ::)");
        if (address.isLoopbackAddress()) faults.add("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        if (address.isLinkLocalAddress()) faults.add("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        if (address.isMCLinkLocal()) {
            faults.add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
        return faults;
    }

    /** A range of addresses whose bits behind the prefix are zero. */
    public static List<String> range(String text) {
        int slash = text.indexOf('/');
        String canonical = slash < 1 ? null : canonicalAddress(text.substring(0, slash));
        if (canonical == null || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) return List.of(RANGE_FORM);
        int length = Integer.parseInt(text.substring(slash + 1));
        byte[] bytes = parsed(canonical).getAddress();
        if (length > bytes.length * 8) return List.of(RANGE_FORM);
        byte[] network = masked(bytes, length);
        if (!java.util.Arrays.equals(bytes, network)) {
            return List.of("must not have bits set beyond the prefix length");
        }
        return text.startsWith(canonical + "/")
                ? List.of()
                : List.of("must be in canonical form (\"" + canonical + "/" + length + "\")");
    }

    /** Whether one range lies within another and is smaller; both are well formed. */
    public static boolean isStrictlyWithin(String inner, String outer) {
        byte[] innerBytes = parsed(inner.substring(0, inner.indexOf('/'))).getAddress();
        byte[] outerBytes = parsed(outer.substring(0, outer.indexOf('/'))).getAddress();
        int innerLength = Integer.parseInt(inner.substring(inner.indexOf('/') + 1));
        int outerLength = Integer.parseInt(outer.substring(outer.indexOf('/') + 1));
        return innerBytes.length == outerBytes.length
                && innerLength > outerLength
                && java.util.Arrays.equals(masked(innerBytes, outerLength), masked(outerBytes, outerLength));
    }

    public static boolean isIpv6Range(String text) {
        return text.contains(":");
    }

    private static byte[] masked(byte[] address, int length) {
        byte[] masked = address.clone();
        for (int bit = length; bit < masked.length * 8; bit++) masked[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        return masked;
    }

    /** Null where the text is no address. */
    private static @Nullable String canonicalAddress(String text) {
        if (AddressRange.isAddress(text)) return text;
        if (!text.contains(":") || !HEX.matcher(text).matches()) return null;
        try {
            InetAddress address = InetAddress.getByName("[" + text + "]");
            return address instanceof Inet6Address ? compressed(address.getAddress()) : null;
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    private static InetAddress parsed(String address) {
        try {
            return InetAddress.getByName(address.contains(":") ? "[" + address + "]" : address);
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException(address, notAnAddress);
        }
    }

    /** The form of RFC 5952: the longest run of zeros, of two groups at least, becomes two colons. */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int at = 0; at < 8; at++) groups[at] = (bytes[2 * at] & 0xff) << 8 | (bytes[2 * at + 1] & 0xff);
        int best = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int end = start;
            while (end < 8 && groups[end] == 0) end++;
            if (end - start > bestLength) {
                best = start;
                bestLength = end - start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < 8; at++) {
            if (at == best) {
                text.append("::");
                at += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[at]));
        }
        return text.toString();
    }
}
