package io.coxswain.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One byte stream in each direction. A slow reader holds back its own peer only, never other streams. */
public final class TunnelStream implements AutoCloseable {
    /** What a peer may send before the reader has taken any of it. */
    static final int WINDOW_BYTES = 256 * 1024;

    private final TunnelSession session;
    private final int number;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private int firstOffset;
    private int receivedBytes;
    private int takenBytes;
    private int sendWindow = WINDOW_BYTES;
    private boolean accepted;
    private boolean inputEnded;
    private boolean outputEnded;
    private @Nullable String failure;

    TunnelStream(TunnelSession session, int number) {
        this.session = session;
        this.number = number;
    }

    /** Ends with the peer's end; fails when the stream was reset. */
    public InputStream input() {
        return new Input();
    }

    /** Closing it tells the peer the end of this direction; the other one stays open. */
    public OutputStream output() {
        return new Output();
    }

    /** Ends both directions at once. Bytes that were not read yet are dropped. */
    @Override
    public void close() {
        boolean tell;
        lock.lock();
        try {
            tell = failure == null && !(inputEnded && outputEnded);
            if (failure == null) failure = "closed";
            received.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        session.forget(number);
        if (tell) session.sendQuietly(Frame.text(Frame.Type.RESET, number, "closed"));
    }

    void awaitAccepted() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TunnelSession.OPEN_PATIENCE.toNanos();
            while (!accepted && failure == null && left > 0) left = changed.awaitNanos(left);
            if (failure != null) throw new IOException(failure);
            if (!accepted) throw new IOException("the node agent did not answer");
        } finally {
            lock.unlock();
        }
    }

    void accept() {
        change(() -> accepted = true);
    }

    void fail(String why) {
        change(() -> {
            if (failure == null) failure = why;
        });
    }

    void endInput() {
        change(() -> inputEnded = true);
        forgetIfOver();
    }

    void widen(int bytes) {
        change(() -> sendWindow += bytes);
    }

    /** Fails when the peer sends more than the window allows. */
    void receive(byte[] data) throws IOException {
        if (data.length == 0) return;
        lock.lock();
        try {
            if (receivedBytes + data.length > WINDOW_BYTES) throw new IOException("the peer overran its window");
            received.add(data);
            receivedBytes += data.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void forgetIfOver() {
        lock.lock();
        try {
            if (!inputEnded || !outputEnded) return;
        } finally {
            lock.unlock();
        }
        session.forget(number);
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        int grant = 0;
        int count;
        lock.lock();
        try {
            while (received.isEmpty() && !inputEnded && failure == null) changed.awaitUninterruptibly();
            byte[] first = received.peekFirst();
            if (first == null) {
                if (inputEnded) return -1;
                throw new IOException(failure);
            }
            count = Math.min(length, first.length - firstOffset);
            System.arraycopy(first, firstOffset, into, offset, count);
            firstOffset += count;
            if (firstOffset == first.length) {
                received.removeFirst();
                firstOffset = 0;
            }
            receivedBytes -= count;
            takenBytes += count;
            if (takenBytes >= WINDOW_BYTES / 4 && !inputEnded) {
                grant = takenBytes;
                takenBytes = 0;
            }
        } finally {
            lock.unlock();
        }
        if (grant > 0) session.send(Frame.window(number, grant));
        return count;
    }

    private int awaitRoom(int wanted) throws IOException {
        lock.lock();
        try {
            while (sendWindow == 0 && failure == null && !outputEnded) changed.awaitUninterruptibly();
            if (failure != null) throw new IOException(failure);
            if (outputEnded) throw new IOException("the output has ended");
            int room = Math.min(Math.min(wanted, sendWindow), Frame.MAXIMUM_PAYLOAD_BYTES);
            sendWindow -= room;
            return room;
        } finally {
            lock.unlock();
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            return length == 0 ? 0 : take(into, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return receivedBytes;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            TunnelStream.this.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            int at = offset;
            while (at < offset + length) {
                int room = awaitRoom(offset + length - at);
                byte[] data = new byte[room];
                System.arraycopy(from, at, data, 0, room);
                session.send(new Frame(Frame.Type.DATA, number, data));
                at += room;
            }
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (outputEnded || failure != null) return;
                outputEnded = true;
            } finally {
                lock.unlock();
            }
            session.send(Frame.empty(Frame.Type.END, number));
            forgetIfOver();
        }
    }
}
