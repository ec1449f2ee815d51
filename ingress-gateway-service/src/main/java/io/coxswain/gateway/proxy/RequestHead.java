package io.coxswain.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Writes the head of a request as an endpoint gets it. */
final class RequestHead {
    private static final byte[] VERSION_AND_HOST = Wire.bytes(" HTTP/1.1\r\nhost: ");
    private static final byte[] CHUNKED = Wire.bytes("transfer-encoding: chunked\r\n");
    private static final byte[] LENGTH = Wire.bytes("content-length: ");
    private static final byte[] UPGRADE = Wire.bytes("connection: upgrade\r\nupgrade: websocket\r\n");
    private static final byte[] TRAILERS = Wire.bytes("te: trailers\r\n");

    private RequestHead() {}

    static void write(ByteBuf out, CheckedRequest.Accepted request, ClientAddress client) {
        HttpHeaders headers = request.head().headers();
        Wire.text(out, request.head().method().asciiName());
        out.writeByte(' ');
        Wire.text(out, request.target());
        out.writeBytes(VERSION_AND_HOST);
        Wire.text(out, request.authority());
        out.writeBytes(Wire.CRLF);

        List<CharSequence> named = Wire.namedByConnection(headers);
        for (var fields = headers.iteratorCharSequence(); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            if (HeaderNames.HOP_BY_HOP.contains(name)
                    || HeaderNames.GATEWAY_OWNED.contains(name)
                    || AsciiString.indexOf(name, '_', 0) >= 0
                    || (!named.isEmpty() && Wire.contains(named, name))) continue;
            Wire.header(out, name, field.getValue());
        }
        forwarded(out, request, client, headers);
        if (headers.containsValue("te", "trailers", true)) out.writeBytes(TRAILERS);
        if (request.upgrade()) out.writeBytes(UPGRADE);
        if (request.bodyLength() < 0) {
            out.writeBytes(CHUNKED);
        } else if (request.bodyLength() > 0 || headers.contains("content-length")) {
            out.writeBytes(LENGTH);
            Wire.decimal(out, request.bodyLength());
            out.writeBytes(Wire.CRLF);
        }
        out.writeBytes(Wire.CRLF);
    }

    private static void forwarded(
            ByteBuf out, CheckedRequest.Accepted request, ClientAddress client, HttpHeaders headers) {
        String before = client.trusted() ? headers.get("x-forwarded-for") : null;
        Wire.header(out, "x-forwarded-for", before == null ? client.peer() : before + ", " + client.peer());
        Wire.header(out, "x-real-ip", before == null ? client.peer() : first(before));
        Wire.header(out, "x-forwarded-host", told(client, headers, "x-forwarded-host", request.authority()));
        Wire.header(out, "x-forwarded-port", told(client, headers, "x-forwarded-port", client.port()));
        String scheme = told(client, headers, "x-forwarded-proto", client.scheme());
        Wire.header(out, "x-forwarded-proto", scheme);
        Wire.header(out, "x-forwarded-scheme", scheme);
        String id = client.trusted() ? headers.get("x-request-id") : null;
        Wire.header(out, "x-request-id", id == null ? newId() : id);
    }

    private static String told(ClientAddress client, HttpHeaders headers, String name, String own) {
        @Nullable String told = client.trusted() ? headers.get(name) : null;
        return told == null ? own : told;
    }

    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of()
                .toHexDigits(random.nextLong())
                .concat(HexFormat.of().toHexDigits(random.nextLong()));
    }
}
