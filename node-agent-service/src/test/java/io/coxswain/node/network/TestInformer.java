package io.coxswain.node.network;

import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An informer whose objects a test sets, in place of an API server. */
public final class TestInformer<T extends HasMetadata> implements Informer<T> {
    private final Map<String, T> objects = Collections.synchronizedMap(new TreeMap<>());
    private final List<Consumer<Change<T>>> listeners = new CopyOnWriteArrayList<>();

    public void set(T object) {
        T before = objects.put(key(object), object);
        tell(before == null ? new Change.Added<>(object) : new Change.Updated<>(before, object));
    }

    public void delete(T object) {
        objects.remove(key(object));
        tell(new Change.Deleted<>(object));
    }

    private void tell(Change<T> change) {
        listeners.forEach(listener -> listener.accept(change));
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.namespace() + "/" + key.name()));
    }

    @Override
    public List<T> list(@Nullable String namespace) {
        return List.copyOf(objects.values()).stream()
                .filter(object -> namespace == null
                        || namespace.equals(object.getMetadata().getNamespace()))
                .toList();
    }

    @Override
    public Index<T> index(String name, Function<T, Stream<String>> values) {
        return value -> list(null).stream()
                .filter(object -> values.apply(object).anyMatch(value::equals))
                .toList();
    }

    @Override
    public void onChange(Consumer<Change<T>> listener) {
        list(null).forEach(object -> listener.accept(new Change.Added<>(object)));
        listeners.add(listener);
    }

    @Override
    public boolean awaitSynced(Duration patience) {
        return true;
    }

    @Override
    public long revision() {
        return 1;
    }

    @Override
    public void close() {}
}
