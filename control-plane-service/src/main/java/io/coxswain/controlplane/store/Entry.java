package io.coxswain.controlplane.store;

import org.jspecify.annotations.Nullable;

/**
 * A change as the cache keeps it.
 *
 * @param previous the version before, to undo the change; null for a creation
 */
record Entry(Change change, @Nullable StoredObject previous) {
    private static final long OVERHEAD_BYTES = 512;

    long revision() {
        return change.revision();
    }

    StoreKey key() {
        return change.now().key();
    }

    /** At most what this keeps in memory: the version before is often shared with an older change. */
    long bytes() {
        long bytes = OVERHEAD_BYTES + change.now().body().length();
        return previous == null ? bytes : bytes + previous.body().length();
    }
}
