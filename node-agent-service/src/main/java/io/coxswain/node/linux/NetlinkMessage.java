package io.coxswain.node.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one netlink message: a header, a fixed part, and attributes that may hold attributes. */
final class NetlinkMessage {
    static final int REQUEST = 1;
    static final int ACKNOWLEDGE = 4;
    static final int DUMP = 0x300;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int NESTED = 0x8000;
    static final int HEADER = 16;
    private static final int CAPACITY = 2048;

    private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    NetlinkMessage(int type, int flags) {
        bytes.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST | ACKNOWLEDGE));
        bytes.putInt(0).putInt(0);
    }

    NetlinkMessage bytes(int... values) {
        for (int value : values) bytes.put((byte) value);
        return this;
    }

    NetlinkMessage integer(int value) {
        bytes.putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, byte... value) {
        bytes.putShort((short) (value.length + 4)).putShort((short) type).put(value);
        while (bytes.position() % 4 != 0) bytes.put((byte) 0);
        return this;
    }

    NetlinkMessage attribute(int type, int value) {
        bytes.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, Ipv4Address value) {
        return attribute(type, value.bytes());
    }

    /** Text, ended by a zero as the kernel wants names. */
    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    NetlinkMessage nested(int type, Runnable content) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        content.run();
        bytes.putShort(start, (short) (bytes.position() - start));
        return this;
    }

    byte[] finish(int sequence) {
        bytes.putInt(0, bytes.position()).putInt(8, sequence);
        byte[] message = new byte[bytes.position()];
        bytes.get(0, message);
        return message;
    }
}
