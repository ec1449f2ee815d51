package io.coxswain.node.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One stream of a connection, opened by the client. Each direction ends by itself. */
public final class SpdyStream {
    private static final int LONGEST_DATA = 16 * 1024;

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private final ByteQueue input = new ByteQueue();
    private final OutputStream output = new Output();
    private volatile boolean outputEnded;
    private volatile boolean inputEnded;

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = Map.copyOf(headers);
    }

    public int id() {
        return id;
    }

    /** Empty where the client gave none. */
    public String header(String name) {
        return Objects.requireNonNullElse(headers.get(name.toLowerCase(Locale.ROOT)), "");
    }

    public InputStream input() {
        return input;
    }

    /** Closing it ends the server's direction. */
    public OutputStream output() {
        return output;
    }

    void received(byte[] data) {
        input.add(data);
    }

    void inputEnded() {
        inputEnded = true;
        input.end();
        connection.forgetWhenOver(this);
    }

    boolean isOver() {
        return inputEnded && outputEnded;
    }

    /** Both directions are dead. */
    void reset() {
        outputEnded = true;
        inputEnded();
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            for (int sent = 0; sent < length; sent += LONGEST_DATA) {
                if (outputEnded) throw new IOException("the stream has ended");
                connection.sendData(id, bytes, offset + sent, Math.min(LONGEST_DATA, length - sent), false);
            }
        }

        @Override
        public void close() throws IOException {
            if (outputEnded) return;
            outputEnded = true;
            connection.sendData(id, new byte[0], 0, 0, true);
            connection.forgetWhenOver(SpdyStream.this);
        }
    }
}
