package io.coxswain.controlplane.store;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole state at one revision; immutable, cheap to hold for the time of a request. */
public interface Snapshot {
    long revision();

    Optional<StoredObject> get(StoreKey key);

    /**
     * Objects of a resource ordered by namespace and name.
     *
     * @param namespace empty for all namespaces
     * @param after only keys behind this one; null for all
     */
    Stream<StoredObject> list(String resource, String namespace, @Nullable StoreKey after);

    /**
     * Stands for the objects of a resource: two snapshots give the same mark only where none of these objects differ,
     * so that what was worked out of one snapshot need not be worked out again of the next.
     */
    Object mark(String resource);

    /** How many objects {@link #list} would give. */
    long count(String resource, String namespace);
}
