package io.coxswain.node.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One call of {@code grpc.health.v1.Health/Check} on a connection of its own. HTTP/2 with prior knowledge, of which a
 * single request needs so little that nothing has to be kept: its headers are literals or of the fixed table, and of
 * the answer's headers nothing is read, since only an answer that succeeded has a message.
 */
final class HealthCall {
    /** What the service says; {@code REFUSED} where the call itself failed. */
    enum Answer {
        UNKNOWN,
        SERVING,
        NOT_SERVING,
        REFUSED
    }

    private static final int METHOD_POST = 0x83;
    private static final int SCHEME_HTTP = 0x86;
    private static final int PATH = 4;
    private static final int AUTHORITY = 1;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACKNOWLEDGED = 1;
    private static final int PADDED = 8;
    private static final int LONGEST_FRAME = 16 * 1024;
    private static final int MOST_FRAMES = 100;
    private static final int LITERAL_LIMIT = 126;

    private final DataInputStream in;
    private final DataOutputStream out;

    private HealthCall(SocketChannel channel) {
        this.in = new DataInputStream(Channels.newInputStream(channel));
        this.out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    static Answer ask(SocketChannel channel, String authority, String service) throws IOException {
        var call = new HealthCall(channel);
        call.send(authority, service);
        return call.answer();
    }

    private void send(String authority, String service) throws IOException {
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        var headers = new ByteArrayOutputStream();
        // By their numbers in the table that every peer has: some servers take no spelt-out name with a colon.
        headers.write(METHOD_POST);
        headers.write(SCHEME_HTTP);
        named(headers, PATH, "/grpc.health.v1.Health/Check");
        named(headers, AUTHORITY, authority);
        Map.of("content-type", "application/grpc", "te", "trailers", "user-agent", "kube-probe/1.36")
                .forEach((name, value) -> literal(headers, name, value));
        frame(HEADERS, END_HEADERS, 1, headers.toByteArray());
        frame(DATA, END_STREAM, 1, message(service));
        out.flush();
    }

    /** The service's name is field 1 of the request, behind a byte for "not compressed" and the length. */
    private static byte[] message(String service) throws IOException {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > LITERAL_LIMIT) throw new IOException("the service's name is too long");
        var message = new ByteArrayOutputStream();
        int length = name.length == 0 ? 0 : name.length + 2;
        message.writeBytes(new byte[] {0, 0, 0, 0, (byte) length});
        if (length > 0) {
            message.writeBytes(new byte[] {0x0a, (byte) name.length});
            message.writeBytes(name);
        }
        return message.toByteArray();
    }

    /** Without indexing and without Huffman's code, so that it stands for itself. */
    private static void literal(ByteArrayOutputStream into, String name, String value) {
        into.write(0);
        for (String text : new String[] {name, value}) {
            into.write(text.length());
            into.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void named(ByteArrayOutputStream into, int name, String value) {
        into.write(name);
        into.write(value.length());
        into.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(0);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private Answer answer() throws IOException {
        var message = new ByteArrayOutputStream();
        for (int count = 0; count < MOST_FRAMES; count++) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            if (length > LONGEST_FRAME) throw new IOException("a frame is too long");
            byte[] payload = in.readNBytes(length);
            switch (type) {
                case SETTINGS, PING -> {
                    if ((flags & ACKNOWLEDGED) == 0) {
                        frame(type, ACKNOWLEDGED, 0, type == PING ? payload : new byte[0]);
                        out.flush();
                    }
                }
                case DATA -> {
                    int from = (flags & PADDED) == 0 ? 0 : 1;
                    int padding = from == 0 ? 0 : payload[0] & 0xff;
                    message.write(payload, from, Math.max(0, payload.length - from - padding));
                }
                case RESET, GO_AWAY -> {
                    return read(message.toByteArray());
                }
                default -> {}
            }
            if (stream == 1 && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                return read(message.toByteArray());
            }
        }
        throw new IOException("the answer does not end");
    }

    /** The status is field 1 of the answer; 0, which is not sent, is "unknown". */
    private static Answer read(byte[] message) {
        if (message.length < 5) return Answer.REFUSED;
        if (message.length < 7 || message[5] != 0x08) return Answer.UNKNOWN;
        return switch (message[6]) {
            case 1 -> Answer.SERVING;
            case 2 -> Answer.NOT_SERVING;
            default -> Answer.UNKNOWN;
        };
    }
}
