package io.coxswain.gateway.route;

import org.jspecify.annotations.Nullable;

/**
 * A path in the one form that is both matched and forwarded, so that no backend can read another path than the gateway
 * did: unreserved characters decoded, dot segments resolved, runs of slashes merged; {@code %2F} stays encoded.
 */
public sealed interface NormalPath {
    record Normal(String path) implements NormalPath {}

    record Refused(String why) implements NormalPath {}

    static NormalPath of(String raw) {
        if (!raw.startsWith("/")) return new Refused("the path does not begin with a slash");
        int first = firstSpecial(raw);
        if (first < 0) return new Normal(raw);
        var decoded = new StringBuilder(raw.length());
        String fault = decode(raw, decoded);
        if (fault != null) return new Refused(fault);
        return resolve(decoded.toString());
    }

    /** Where something stands that needs more than a copy, or -1: nearly all paths are normal already. */
    private static int firstSpecial(String raw) {
        char before = 'x';
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '%' || c == '\\' || c == '#' || c == '?') return i;
            if (before == '/' && (c == '/' || c == '.')) return i;
            before = c;
        }
        return -1;
    }

    private static @Nullable String decode(String raw, StringBuilder decoded) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= 0x20 || c >= 0x7f) return "the path holds a character that must be percent-encoded";
            if (c == '\\') return "the path holds a backslash";
            if (c == '#' || c == '?') return "the path holds a fragment or a query";
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            if (low < 0) return "the path holds a percent sign without two hexadecimal digits";
            char value = (char) (high * 16 + low);
            if (value < 0x20 || value == 0x7f) return "the path holds an encoded control character";
            if (value == '\\') return "the path holds an encoded backslash";
            if (isUnreserved(value)) decoded.append(value);
            else decoded.append('%').append(hexadecimal(high)).append(hexadecimal(low));
            i += 2;
        }
        return null;
    }

    private static NormalPath resolve(String decoded) {
        var path = new StringBuilder(decoded.length());
        int at = 1;
        while (at <= decoded.length()) {
            int slash = decoded.indexOf('/', at);
            boolean last = slash < 0;
            String segment = decoded.substring(at, last ? decoded.length() : slash);
            at = last ? decoded.length() + 1 : slash + 1;
            if (hidesDots(segment)) return new Refused("the path hides a dot segment");
            if (segment.equals("..")) {
                if (path.isEmpty()) return new Refused("the path leads above the root");
                path.setLength(path.lastIndexOf("/"));
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                path.append('/').append(segment);
                continue;
            }
            if (last) path.append('/');
        }
        return new Normal(path.isEmpty() ? "/" : path.toString());
    }

    /**
     * True for a segment that some servers read as a dot segment although it is none: behind an encoded slash, encoded
     * twice, or with parameters.
     */
    private static boolean hidesDots(String segment) {
        if (segment.indexOf('.') < 0 && segment.indexOf('%') < 0) return false;
        for (String part : segment.split("%2F", -1)) {
            String twice = part.replace("%252E", ".").replace("%252e", ".");
            int parameters = twice.indexOf(';');
            String name = parameters < 0 ? twice : twice.substring(0, parameters);
            boolean isDots = name.equals(".") || name.equals("..");
            if (isDots && !segment.equals(name)) return true;
        }
        return false;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static char hexadecimal(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}
