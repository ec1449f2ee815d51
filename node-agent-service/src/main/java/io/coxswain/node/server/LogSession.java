package io.coxswain.node.server;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log as the messages of a WebSocket. */
final class LogSession extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(LogSession.class);

    /** Copies the log and returns at its end. */
    @FunctionalInterface
    interface Source {
        void copy(OutputStream out) throws IOException, InterruptedException;
    }

    private final Source source;
    private final ChannelProtocol protocol;
    private volatile @Nullable Thread copying;

    LogSession(Source source, ChannelProtocol protocol) {
        this.source = source;
        this.protocol = protocol;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        copying = Thread.ofVirtual().name("log").start(() -> run(session));
    }

    private void run(Session session) {
        try {
            source.copy(new Messages(session, protocol.base64()));
            session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
        } catch (IOException | IllegalStateException gone) {
            log.debug("the reader of a log is gone: {}", gone.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        Thread thread = copying;
        if (thread != null) thread.interrupt();
    }

    @Override
    public void onError(Session session, Throwable failure) {
        log.debug("a log's WebSocket failed: {}", failure.getMessage());
    }

    private static final class Messages extends OutputStream {
        private final Session session;
        private final boolean base64;

        Messages(Session session, boolean base64) {
            this.session = session;
            this.base64 = base64;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (base64) {
                byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
                session.getBasicRemote().sendText(Base64.getEncoder().encodeToString(part));
            } else {
                session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes, offset, length));
            }
        }
    }
}
