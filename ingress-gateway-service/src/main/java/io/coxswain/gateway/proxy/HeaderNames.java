package io.coxswain.gateway.proxy;

import io.netty.util.AsciiString;

/** A fixed set of header names, asked for every header of every message: no allocation, any case. */
final class HeaderNames {
    /** About one connection, not about the message: never passed on as they came. Framing is written anew. */
    static final HeaderNames HOP_BY_HOP = new HeaderNames(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "transfer-encoding",
            "content-length",
            "upgrade",
            "http2-settings");

    /** What a backend believes of the gateway, and so no client may set; and Host, which is written first. */
    static final HeaderNames GATEWAY_OWNED = new HeaderNames(
            "host",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-forwarded-scheme",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-scheme",
            "x-real-ip",
            "x-request-id",
            "x-original-url",
            "x-original-uri",
            "x-original-forwarded-for",
            "x-original-host",
            "x-original-method",
            "x-rewrite-url",
            "x-code",
            "x-format",
            "x-namespace",
            "x-ingress-name",
            "x-service-name",
            "x-service-port",
            "proxy");

    /** What Connection may not name: taking these away would change what the request means. */
    static final HeaderNames PROTECTED = new HeaderNames("host", "authorization", "cookie", "expect", "content-type");

    private final AsciiString[] table;

    private HeaderNames(String... names) {
        table = new AsciiString[Integer.highestOneBit(names.length) * 8];
        for (String name : names) {
            AsciiString known = AsciiString.cached(name);
            int slot = known.hashCode() & table.length - 1;
            while (table[slot] != null) slot = (slot + 1) & table.length - 1;
            table[slot] = known;
        }
    }

    boolean contains(CharSequence name) {
        int slot = AsciiString.hashCode(name) & table.length - 1;
        for (; table[slot] != null; slot = (slot + 1) & table.length - 1) {
            if (table[slot].contentEqualsIgnoreCase(name)) return true;
        }
        return false;
    }
}
