package io.coxswain.reconcile;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest known state of all objects of a kind. Reads never block; what they return is not to be changed. */
public interface Cache<T extends HasMetadata> {
    Optional<T> get(ObjectKey key);

    /** The objects of a namespace, or of all where it is null, ordered by key. */
    List<T> list(@Nullable String namespace);
}
