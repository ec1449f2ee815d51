package io.coxswain.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A stream in the form of a connected socket, so that TLS can be layered on it. Timeouts are not supported. */
public final class TunnelSocket extends Socket {
    private final TunnelStream stream;
    private final OutputStream output;
    private volatile boolean closed;

    public TunnelSocket(TunnelStream stream) {
        this.stream = stream;
        this.output = stream.output();
    }

    @Override
    public InputStream getInputStream() {
        return stream.input();
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void shutdownOutput() throws IOException {
        output.close();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setSoTimeout(int milliseconds) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }
}
