package io.coxswain.controlplane.store;

import java.time.Duration;
import java.util.List;

/** A place in the shared ring of a resource's changes. Holds no queue of its own. Used by one thread, closed by any. */
public interface Cursor extends AutoCloseable {
    /**
     * The changes behind the last ones given, in revision order; empty when none came within {@code patience}. Throws
     * ApiException {@code Expired} when the ring has overtaken this cursor or the epoch has changed.
     */
    List<Change> next(Duration patience) throws InterruptedException;

    /** All changes of the resource up to this revision have been given: what a bookmark may say. */
    long progress();

    @Override
    void close();
}
