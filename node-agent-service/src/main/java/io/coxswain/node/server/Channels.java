package io.coxswain.node.server;

import io.coxswain.json.Json;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** The sending side of a channelled WebSocket: one message at a time, each with its channel's number in front. */
final class Channels {
    private static final int STATUS_CHANNEL = 3;

    private final Session session;
    private final ReentrantLock sending = new ReentrantLock();

    Channels(Session session) {
        this.session = session;
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

    /** Tells how the command ended; the last message. */
    void status(ObjectNode status) throws IOException {
        byte[] json = Json.bytes(status);
        send(STATUS_CHANNEL, json, 0, json.length);
    }

    private void send(int channel, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(length + 1);
        message.put((byte) channel).put(bytes, offset, length).flip();
        sending.lock();
        try {
            session.getBasicRemote().sendBinary(message);
        } finally {
            sending.unlock();
        }
    }
}
