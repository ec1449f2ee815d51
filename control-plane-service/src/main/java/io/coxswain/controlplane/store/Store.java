package io.coxswain.controlplane.store;

import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.time.Duration;

/**
 * All objects of the cluster. Revisions are one dense sequence in commit order over all resources.
 *
 * <p>Methods block. When a queue is full they throw {@link io.coxswain.status.ApiException} {@code TooManyRequests},
 * when the database is away {@code ServiceUnavailable} or {@code Timeout}; a revision below the horizon is
 * {@code Expired}.
 */
public interface Store {
    /** Commits a unit. Returns only when it is durable and this replica's cache has it. */
    Written write(WriteUnit unit);

    /** A state that holds every write, of any replica, that was acknowledged before this call. */
    Snapshot latest();

    /** The state at hand, without asking the database. */
    Snapshot cached();

    /**
     * Any state at least as new; waits up to {@code patience} and then throws {@code Timeout} "Too large resource
     * version".
     */
    Snapshot notOlderThan(long revision, Duration patience);

    /** The state at hand, but for one of this revision or older: then the next one, if it comes within the patience. */
    default Snapshot newerThan(long revision, Duration patience) {
        try {
            return notOlderThan(revision + 1, patience);
        } catch (ApiException nothingNew) {
            if (!nothingNew.is(Reason.Timeout)) throw nothingNew;
            return cached();
        }
    }

    /** The state at exactly this revision; {@code Expired} below the horizon. */
    Snapshot at(long revision);

    /**
     * The changes of a resource behind {@code afterRevision}; {@code Expired} below the horizon.
     *
     * @param namespace empty for all namespaces
     * @param name empty for all names
     */
    Cursor watch(String resource, String namespace, String name, long afterRevision);
}
