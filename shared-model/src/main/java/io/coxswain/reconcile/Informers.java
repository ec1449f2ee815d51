package io.coxswain.reconcile;

import io.coxswain.model.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** One shared informer for each kind; made at the first request and started at once. */
public interface Informers extends AutoCloseable {
    <T extends HasMetadata> Informer<T> of(Kind<T> kind);

    @Override
    void close();
}
