package io.coxswain.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;

/** Writes the head of a response as the client gets it. */
final class ResponseHead {
    /** How the client learns where the body ends. */
    enum Framing {
        NO_BODY,
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private static final byte[] VERSION = Wire.bytes("HTTP/1.1 ");
    private static final byte[] CHUNKED = Wire.bytes("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = Wire.bytes("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Wire.bytes("connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Wire.bytes("connection: upgrade\r\nupgrade: websocket\r\n");
    private static final byte[] SERVER = Wire.bytes("server: coxswain\r\n");
    private static final AsciiString DATE_NAME = AsciiString.cached("date");
    private static final AsciiString SERVER_NAME = AsciiString.cached("server");

    private ResponseHead() {}

    static void write(
            ByteBuf out, HttpResponse response, Framing framing, boolean http10, boolean keepAlive, byte[] date) {
        HttpHeaders headers = response.headers();
        statusLine(out, response.status());
        List<CharSequence> named = Wire.namedByConnection(headers);
        boolean dated = false;
        boolean served = false;
        for (var fields = headers.iteratorCharSequence(); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            boolean length = framing != Framing.CHUNKED && AsciiString.contentEqualsIgnoreCase(name, "content-length");
            if ((!length && HeaderNames.HOP_BY_HOP.contains(name)) || (!named.isEmpty() && Wire.contains(named, name)))
                continue;
            if (DATE_NAME.contentEqualsIgnoreCase(name)) dated = true;
            if (SERVER_NAME.contentEqualsIgnoreCase(name)) served = true;
            Wire.header(out, name, field.getValue());
        }
        if (!dated) out.writeBytes(date);
        if (!served) out.writeBytes(SERVER);
        if (framing == Framing.CHUNKED) out.writeBytes(CHUNKED);
        if (!keepAlive) out.writeBytes(CLOSE);
        else if (http10) out.writeBytes(KEEP_ALIVE);
        out.writeBytes(Wire.CRLF);
    }

    /** A 1xx response: its end-to-end headers, and for 101 the upgrade that was asked for. */
    static void writeInterim(ByteBuf out, HttpResponse response) {
        statusLine(out, response.status());
        for (var fields = response.headers().iteratorCharSequence(); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (!HeaderNames.HOP_BY_HOP.contains(field.getKey())) Wire.header(out, field.getKey(), field.getValue());
        }
        if (response.status().code() == 101) out.writeBytes(UPGRADE);
        out.writeBytes(Wire.CRLF);
    }

    /** An answer of the gateway itself. */
    static void writeOwn(ByteBuf out, int status, String why, boolean head, boolean keepAlive, byte[] date) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        byte[] body = Wire.bytes(status + " " + line.reasonPhrase() + ": " + why + "\n");
        statusLine(out, line);
        out.writeBytes(date);
        out.writeBytes(SERVER);
        Wire.header(out, "content-type", "text/plain; charset=utf-8");
        Wire.header(out, "content-length", String.valueOf(body.length));
        if (!keepAlive) out.writeBytes(CLOSE);
        out.writeBytes(Wire.CRLF);
        if (!head) out.writeBytes(body);
    }

    private static void statusLine(ByteBuf out, HttpResponseStatus status) {
        out.writeBytes(VERSION);
        Wire.decimal(out, status.code());
        out.writeByte(' ');
        Wire.text(out, status.reasonPhrase());
        out.writeBytes(Wire.CRLF);
    }
}
