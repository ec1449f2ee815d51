package io.coxswain.controlplane.resource;

import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets creations in a namespace with a quota follow one another: each changes the quota, so that of several at once all
 * but one would fail and begin again.
 */
final class Turns {
    private static final int STRIPES = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int RETRY_SECONDS = 1;

    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    /** To be closed when the creation has ended. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    Turn take(@Nullable String namespace, Snapshot snapshot) {
        if (namespace == null
                || snapshot.list(Kinds.RESOURCE_QUOTA.resource(), namespace, null)
                        .findAny()
                        .isEmpty()) {
            return () -> {};
        }
        ReentrantLock stripe = stripes[Math.floorMod(namespace.hashCode(), STRIPES)];
        try {
            if (!stripe.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ApiException.tooManyRequests(
                        "too many objects are created under the quotas of namespace " + namespace
                                + ", please try again later",
                        RETRY_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the request was interrupted");
        }
        return stripe::unlock;
    }
}
