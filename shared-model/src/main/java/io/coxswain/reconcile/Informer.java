package io.coxswain.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps a {@link Cache} in step with the API by a list and a watch. After a lost stream it watches on from where it
 * was; after {@code Expired} it lists again and tells the difference.
 */
public interface Informer<T extends HasMetadata> extends Cache<T>, AutoCloseable {
    /**
     * Tells {@code listener} every object that is there, then every change, in order and never two at once. The cache
     * already holds what a change tells. A listener hands work on and returns: it holds up the cache while it runs.
     */
    void onChange(Consumer<Change<T>> listener);

    /** False when the first list is not complete within {@code patience}. */
    boolean awaitSynced(Duration patience) throws InterruptedException;

    /**
     * The cache holds every change of its scope up to this resourceVersion, 0 before the first list. Whoever knows the
     * resourceVersion of its own last write can so tell whether the cache has it already.
     */
    long revision();

    @Override
    void close();
}
