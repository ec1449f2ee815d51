package io.coxswain.gateway.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the host of a Host header or of an absolute request target. */
public final class HostName {
    private static final int MAX_LENGTH = 255;

    private HostName() {}

    /**
     * The name in lower case without port and without one trailing dot; null where the authority is not valid. Names
     * are letters, digits, hyphens and dots; an IPv6 address stands in brackets.
     */
    public static @Nullable String of(String authority) {
        int end = authority.length();
        if (end == 0 || end > MAX_LENGTH) return null;
        int nameEnd = authority.charAt(0) == '[' ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (nameEnd < 0) nameEnd = end;
        if (nameEnd == 0 || !isPort(authority, nameEnd)) return null;
        if (authority.charAt(0) == '[') return isAddress(authority, nameEnd) ? lower(authority, nameEnd) : null;
        if (authority.charAt(nameEnd - 1) == '.') nameEnd--;
        if (nameEnd == 0) return null;
        boolean afterDot = true;
        boolean upperCase = false;
        for (int i = 0; i < nameEnd; i++) {
            char c = authority.charAt(i);
            if (c == '.') {
                if (afterDot) return null;
                afterDot = true;
                continue;
            }
            afterDot = false;
            if (c >= 'A' && c <= 'Z') upperCase = true;
            else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return null;
        }
        if (afterDot) return null;
        return upperCase ? lower(authority, nameEnd) : authority.substring(0, nameEnd);
    }

    private static boolean isPort(String authority, int from) {
        if (from == authority.length()) return true;
        if (authority.charAt(from) != ':' || authority.length() - from > 6) return false;
        for (int i = from + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') return false;
        }
        return true;
    }

    private static boolean isAddress(String authority, int end) {
        for (int i = 1; i < end - 1; i++) {
            char c = authority.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') return false;
        }
        return end > 3;
    }

    private static String lower(String authority, int end) {
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
