package io.coxswain.controlplane.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection by its frames, to send what no client sends. */
final class RawHttp2 implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int CANCEL = 8;

    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final String authority;
    private int next = 1;

    /** A frame that came. */
    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        /** Of a GOAWAY. */
        int error() {
            return payload.getInt(4);
        }
    }

    RawHttp2(SSLContext context, int port) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        authority = "127.0.0.1:" + port;
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** Asks without a body and says the stream's number. */
    int get(String path) throws IOException {
        int stream = next;
        next += 2;
        var block = new ByteArrayOutputStream();
        // Of HPACK's static table: ":method: GET" and ":scheme: https", then the names ":path" and ":authority".
        block.write(0x82);
        block.write(0x87);
        literal(block, 4, path);
        literal(block, 1, authority);
        send(HEADERS, END_STREAM_AND_HEADERS, stream, block.toByteArray());
        return stream;
    }

    void reset(int stream) throws IOException {
        send(RESET, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    void ping() throws IOException {
        send(PING, 0, 0, new byte[8]);
    }

    /** The next one of a type, past all others. */
    Frame await(int type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type() == type) return frame;
            if (frame.type() == GO_AWAY) throw new IOException("the server ended the connection: " + frame.error());
        }
    }

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, ByteBuffer.wrap(in.readNBytes(length)));
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
        out.flush();
    }

    /** Not indexed, the name from the static table. */
    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
