package io.coxswain.client;

import java.time.Duration;
import java.util.Optional;

/** A stream of changes in the order of their resourceVersions. Used by one thread, closed by any. */
public interface Watch extends AutoCloseable {
    /**
     * The next change; empty when none came within {@code patience}. Throws ApiException {@code Expired} when the start
     * lies too far back (list again), and {@code ServiceUnavailable} when the stream ended (watch again from the last
     * resourceVersion) or the watch is closed; and the same again whenever it is asked again.
     */
    Optional<WatchEvent> next(Duration patience) throws InterruptedException;

    @Override
    void close();
}
