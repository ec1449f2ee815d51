package io.coxswain.reconcile;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The latest known state of all objects of a kind. Reads never block; what they return is not to be changed. */
public interface Cache<T extends HasMetadata> {
    Optional<T> get(ObjectKey key);

    /** The objects of a namespace, or of all where it is null, ordered by key. */
    List<T> list(@Nullable String namespace);

    /** How many objects there are in all namespaces. */
    default int size() {
        return list(null).size();
    }

    /**
     * An index over the values that {@code values} yields of each object; made at the first request for this name and
     * the same one at every later request.
     */
    Index<T> index(String name, Function<T, Stream<String>> values);
}
