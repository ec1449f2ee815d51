package io.coxswain.node.server;

import io.coxswain.node.stream.ByteQueue;
import io.coxswain.node.stream.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WebSocket whose binary messages are nothing but bytes of another protocol. */
final class TunnelSession extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);

    private final Consumer<Transport> served;
    private final ByteQueue received = new ByteQueue();

    /** {@code served} blocks until the connection is over. */
    TunnelSession(Consumer<Transport> served) {
        this.served = served;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        session.addMessageHandler(ByteBuffer.class, (message, last) -> {
            byte[] data = new byte[message.remaining()];
            message.get(data);
            received.add(data);
        });
        Thread.ofVirtual().name("tunnel in WebSocket").start(() -> serve(session));
    }

    private void serve(Session session) {
        served.accept(new Transport(received, new Messages(session), received));
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException | IllegalStateException gone) {
            log.debug("the client is gone: {}", gone.getMessage());
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        received.end();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("a tunnel in a WebSocket failed: {}", failure.getMessage());
    }

    /** Each write is a message. The protocol inside writes one at a time. */
    private static final class Messages extends OutputStream {
        private final Session session;

        Messages(Session session) {
            this.session = session;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            try {
                session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes, offset, length));
            } catch (IllegalStateException closed) {
                throw new IOException("the client has closed the WebSocket", closed);
            }
        }
    }
}
