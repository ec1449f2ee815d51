package io.coxswain.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes parts of HTTP/1.1 messages as bytes. */
final class Wire {
    static final byte[] CRLF = {'\r', '\n'};
    static final byte[] LAST_CHUNK = bytes("0\r\n");

    private Wire() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static void text(ByteBuf out, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            ByteBufUtil.copy(ascii, out);
        } else {
            out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        }
    }

    static void header(ByteBuf out, CharSequence name, CharSequence value) {
        text(out, name);
        out.writeShort(':' << 8 | ' ');
        text(out, value);
        out.writeBytes(CRLF);
    }

    static void decimal(ByteBuf out, long value) {
        if (value >= 10) decimal(out, value / 10);
        out.writeByte((int) ('0' + value % 10));
    }

    static void chunkSize(ByteBuf out, int size) {
        text(out, Integer.toHexString(size));
        out.writeBytes(CRLF);
    }

    /** The end of a chunked body. Fields that frame or route a message are no trailers. */
    static void lastChunk(ByteBuf out, HttpHeaders trailers) {
        out.writeBytes(LAST_CHUNK);
        if (!trailers.isEmpty()) {
            for (var fields = trailers.iteratorCharSequence(); fields.hasNext(); ) {
                Map.Entry<CharSequence, CharSequence> field = fields.next();
                CharSequence name = field.getKey();
                if (HeaderNames.HOP_BY_HOP.contains(name)
                        || HeaderNames.GATEWAY_OWNED.contains(name)
                        || HeaderNames.PROTECTED.contains(name)
                        || AsciiString.indexOf(name, '_', 0) >= 0) continue;
                header(out, name, field.getValue());
            }
        }
        out.writeBytes(CRLF);
    }

    /** The fields that Connection names besides its own words. */
    static List<CharSequence> namedByConnection(HttpHeaders headers) {
        List<CharSequence> named = List.of();
        for (var values = headers.valueCharSequenceIterator("connection"); values.hasNext(); ) {
            CharSequence value = values.next();
            if (AsciiString.contentEqualsIgnoreCase(value, "keep-alive")
                    || AsciiString.contentEqualsIgnoreCase(value, "close")) continue;
            for (String word : value.toString().split(",", -1)) {
                if (named.isEmpty()) named = new ArrayList<>();
                named.add(word.strip());
            }
        }
        return named;
    }

    static boolean contains(List<CharSequence> names, CharSequence name) {
        for (CharSequence candidate : names) {
            if (AsciiString.contentEqualsIgnoreCase(candidate, name)) return !HeaderNames.PROTECTED.contains(name);
        }
        return false;
    }
}
