package io.coxswain.node.server;

import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** A WebSocket that carries several streams: each message begins with the number of its channel. */
final class Channels {
    /** The largest message that a client may send; kubectl sends 32 KiB. */
    private static final int MAXIMUM_MESSAGE_BYTES = 1024 * 1024;

    /** Gets what comes on a channel. */
    @FunctionalInterface
    interface Receiver {
        void receive(int channel, byte[] data);
    }

    private final Session session;
    private final ChannelProtocol protocol;
    private final ReentrantLock sending = new ReentrantLock();

    private Channels(Session session, ChannelProtocol protocol) {
        this.session = session;
        this.protocol = protocol;
    }

    /** Receives from now on. */
    static Channels open(Session session, ChannelProtocol protocol, Receiver receiver) {
        session.setMaxBinaryMessageBufferSize(MAXIMUM_MESSAGE_BYTES);
        session.setMaxTextMessageBufferSize(MAXIMUM_MESSAGE_BYTES);
        session.setMaxIdleTimeout(0);
        if (protocol.base64()) session.addMessageHandler(String.class, message -> text(message, receiver));
        else session.addMessageHandler(ByteBuffer.class, message -> binary(message, receiver));
        return new Channels(session, protocol);
    }

    private static void binary(ByteBuffer message, Receiver receiver) {
        if (!message.hasRemaining()) return;
        int channel = message.get() & 0xff;
        byte[] data = new byte[message.remaining()];
        message.get(data);
        receiver.receive(channel, data);
    }

    private static void text(String message, Receiver receiver) {
        if (message.isEmpty()) return;
        byte[] data = Base64.getDecoder().decode(message.substring(1).getBytes(StandardCharsets.ISO_8859_1));
        receiver.receive(message.charAt(0) - '0', data);
    }

    /** A stream whose writes are messages of this channel. */
    OutputStream output(int channel) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                send(channel, bytes, offset, length);
            }
        };
    }

    void send(int channel, byte[] bytes) throws IOException {
        send(channel, bytes, 0, bytes.length);
    }

    private void send(int channel, byte[] bytes, int offset, int length) throws IOException {
        sending.lock();
        try {
            if (protocol.base64()) {
                byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
                session.getBasicRemote().sendText(channel + Base64.getEncoder().encodeToString(part));
            } else {
                ByteBuffer message = ByteBuffer.allocate(length + 1);
                message.put((byte) channel).put(bytes, offset, length).flip();
                session.getBasicRemote().sendBinary(message);
            }
        } finally {
            sending.unlock();
        }
    }
}
