package io.coxswain.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** One change of one object, as an informer tells it. */
public sealed interface Change<T extends HasMetadata> {
    record Added<T extends HasMetadata>(T now) implements Change<T> {}

    record Updated<T extends HasMetadata>(T before, T now) implements Change<T> {}

    record Deleted<T extends HasMetadata>(T last) implements Change<T> {}
}
