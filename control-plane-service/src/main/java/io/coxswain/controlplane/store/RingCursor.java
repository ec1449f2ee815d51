package io.coxswain.controlplane.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** A place in a ring. */
final class RingCursor implements Cursor {
    private static final int LARGEST_PORTION = 500;

    private final Ring ring;
    private final LongSupplier published;
    private final Runnable leave;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long place;
    private volatile long progress;

    /**
     * @param published the revision up to which all changes are in the rings
     * @param leave called once when this cursor is closed
     */
    RingCursor(Ring ring, long afterRevision, LongSupplier published, Runnable leave) {
        this.ring = ring;
        this.published = published;
        this.leave = leave;
        this.place = ring.placeBehind(afterRevision);
        this.progress = afterRevision;
    }

    @Override
    public List<Change> next(Duration patience) throws InterruptedException {
        // Read first: whatever is published by now is found in the ring.
        long complete = published.getAsLong();
        List<Change> changes = ring.from(place, LARGEST_PORTION, 0, closed::get);
        if (changes.isEmpty()) {
            progress = Math.max(progress, complete);
            changes = ring.from(place, LARGEST_PORTION, Ring.nanos(patience), closed::get);
        }
        if (changes.isEmpty()) return changes;
        place += changes.size();
        progress = Math.max(progress, changes.getLast().revision());
        return changes;
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ring.wake();
            leave.run();
        }
    }
}
