package io.coxswain.tunnel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The unit on the wire: a type byte, the stream's number, the length of the payload as an int, and the payload.
 *
 * @param stream 0 for frames of the connection itself
 */
@SuppressWarnings("ArrayRecordComponent") // frames are never compared
record Frame(Type type, int stream, byte[] payload) {
    /** A longer payload is a fault of the peer. */
    static final int MAXIMUM_PAYLOAD_BYTES = 32 * 1024;

    private static final byte[] EMPTY = new byte[0];

    enum Type {
        /** Asks for a stream to the target that the payload names. */
        OPEN(0),
        ACCEPT(1),
        /** Answers OPEN; the payload says why not. */
        REFUSE(2),
        DATA(3),
        /** The receiver has room for so many more bytes (an int). */
        WINDOW(4),
        /** No more data in this direction. */
        END(5),
        /** The stream is over in both directions; the payload says why. */
        RESET(6),
        PING(7),
        PONG(8);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) throws IOException {
            for (Type type : values()) {
                if (type.code == code) return type;
            }
            throw new IOException("unknown frame type " + code);
        }
    }

    static Frame empty(Type type, int stream) {
        return new Frame(type, stream, EMPTY);
    }

    static Frame text(Type type, int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Frame(type, stream, bytes.length <= MAXIMUM_PAYLOAD_BYTES ? bytes : EMPTY);
    }

    static Frame window(int stream, int bytes) {
        return new Frame(
                Type.WINDOW, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    int windowBytes() throws IOException {
        if (payload.length != 4) throw new IOException("a window frame of " + payload.length + " bytes");
        return ByteBuffer.wrap(payload).getInt();
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeByte(type.code);
        out.writeInt(stream);
        out.writeInt(payload.length);
        out.write(payload);
    }

    static Frame readFrom(DataInputStream in) throws IOException {
        Type type = Type.of(in.readUnsignedByte());
        int stream = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > MAXIMUM_PAYLOAD_BYTES) throw new IOException("a frame of " + length + " bytes");
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) throw new EOFException("the connection ended within a frame");
        return new Frame(type, stream, payload);
    }
}
