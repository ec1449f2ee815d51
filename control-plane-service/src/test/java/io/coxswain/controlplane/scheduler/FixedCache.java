package io.coxswain.controlplane.scheduler;

import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.coxswain.reconcile.Index;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cache that holds what a test puts into it. */
final class FixedCache<T extends HasMetadata> implements Cache<T> {
    private final TreeMap<ObjectKey, T> objects = new TreeMap<>();

    void put(T object) {
        objects.put(ObjectKey.of(object), object);
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public List<T> list(@Nullable String namespace) {
        return objects.values().stream()
                .filter(object -> namespace == null
                        || namespace.equals(object.getMetadata().getNamespace()))
                .toList();
    }

    @Override
    public Index<T> index(String name, Function<T, Stream<String>> values) {
        return value -> objects.values().stream()
                .filter(object -> values.apply(object).anyMatch(value::equals))
                .toList();
    }
}
