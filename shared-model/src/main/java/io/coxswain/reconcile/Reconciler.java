package io.coxswain.reconcile;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Drives one kind of object toward its spec. Level-based: it sees the latest state, never the event. */
public interface Reconciler<T extends HasMetadata> {
    /** The kind it drives, and what else wakes it. */
    Watches<T> watches();

    /** Makes the world match {@code desired}. Idempotent; never run twice at once for one key. */
    Outcome reconcile(T desired) throws Exception;

    /** The object is gone; by default what it owned is left to the garbage collector. */
    default Outcome forget(ObjectKey key) throws Exception {
        return Outcome.settled();
    }
}
