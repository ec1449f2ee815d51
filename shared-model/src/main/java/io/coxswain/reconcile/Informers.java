package io.coxswain.reconcile;

import io.coxswain.client.ListOptions;
import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** One shared informer for each kind and scope; made at the first request and started at once. */
public interface Informers extends AutoCloseable {
    /** All objects of a kind. */
    default <T extends HasMetadata> Informer<T> of(Kind<T> kind) {
        return of(kind, ListOptions.everything());
    }

    /** The objects in the namespace and under the selectors of {@code scope}; its other parts are not used. */
    default <T extends HasMetadata> Informer<T> of(Kind<T> kind, ListOptions scope) {
        return of(kind, kind.view(), scope);
    }

    /** The same, read by another class than the kind's own: one that keeps less of each object. */
    <T extends HasMetadata> Informer<T> of(Kind<?> kind, Class<T> view, ListOptions scope);

    /** Closes the informers of a kind that is no longer served; whoever holds one gets no more changes. */
    void release(Kind<?> kind);

    @Override
    void close();
}
