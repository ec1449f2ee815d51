package io.coxswain.node.stream;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What one side has sent and the other has not read yet. A full queue makes the sender wait. */
public final class ByteQueue extends InputStream {
    private static final int CAPACITY_BYTES = 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private int firstOffset;
    private int held;
    private boolean ended;

    /** Waits for room. After the end, bytes are dropped. */
    public void add(byte[] data) {
        lock.lock();
        try {
            while (held > 0 && held + data.length > CAPACITY_BYTES && !ended) changed.awaitUninterruptibly();
            if (ended || data.length == 0) return;
            chunks.add(data);
            held += data.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reader gets what is held, then the end. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        lock.lock();
        try {
            while (chunks.isEmpty() && !ended) changed.awaitUninterruptibly();
            byte[] first = chunks.peekFirst();
            if (first == null) return -1;
            int count = Math.min(length, first.length - firstOffset);
            System.arraycopy(first, firstOffset, into, offset, count);
            firstOffset += count;
            held -= count;
            if (firstOffset == first.length) {
                chunks.removeFirst();
                firstOffset = 0;
            }
            changed.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
    }
}
