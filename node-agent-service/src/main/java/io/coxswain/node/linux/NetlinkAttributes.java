package io.coxswain.node.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of a netlink message. */
final class NetlinkAttributes {
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    NetlinkAttributes(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice().order(ByteOrder.nativeOrder());
        while (rest.remaining() >= 4) {
            int start = rest.position();
            int length = Short.toUnsignedInt(rest.getShort());
            int type = Short.toUnsignedInt(rest.getShort()) & TYPE_MASK;
            if (length < 4 || start + length > rest.limit()) break;
            values.put(type, rest.slice(start + 4, length - 4).order(ByteOrder.nativeOrder()));
            rest.position(Math.min(rest.limit(), start + ((length + 3) & ~3)));
        }
    }

    @Nullable ByteBuffer bytes(int type) {
        ByteBuffer value = values.get(type);
        return value == null ? null : value.duplicate().order(ByteOrder.nativeOrder());
    }

    int integer(int type, int otherwise) {
        ByteBuffer value = bytes(type);
        return value == null || value.remaining() < 4 ? otherwise : value.getInt(0);
    }

    /** A port, in network order. */
    int port(int type) {
        ByteBuffer value = bytes(type);
        return value == null || value.remaining() < 2
                ? 0
                : Short.toUnsignedInt(value.order(ByteOrder.BIG_ENDIAN).getShort(0));
    }

    String text(int type) {
        ByteBuffer value = bytes(type);
        if (value == null) return "";
        byte[] text = new byte[value.remaining()];
        value.get(text);
        int end = 0;
        while (end < text.length && text[end] != 0) end++;
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    @Nullable Ipv4Address address(int type) {
        ByteBuffer value = bytes(type);
        return value == null || value.remaining() != 4
                ? null
                : new Ipv4Address(value.order(ByteOrder.BIG_ENDIAN).getInt(0));
    }

    NetlinkAttributes nested(int type) {
        ByteBuffer value = bytes(type);
        return new NetlinkAttributes(value == null ? ByteBuffer.allocate(0) : value);
    }
}
