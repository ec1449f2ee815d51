package io.coxswain.reconcile;

import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects by key, with indexes. Any thread reads; one at a time writes or adds an index. */
final class ObjectCache<T extends HasMetadata> {
    private final ConcurrentSkipListMap<ObjectKey, T> objects = new ConcurrentSkipListMap<>();
    private final Map<String, ValueIndex<T>> indexes = new ConcurrentHashMap<>();

    Optional<T> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    List<T> list(@Nullable String namespace) {
        if (namespace == null) {
            var all = new ArrayList<T>(objects.size());
            objects.forEach((key, object) -> all.add(object));
            return Collections.unmodifiableList(all);
        }
        // "\0" sorts before every character that a namespace may hold: the range is this namespace alone
        return List.copyOf(objects.subMap(new ObjectKey(namespace, ""), new ObjectKey(namespace + '\0', ""))
                .values());
    }

    int size() {
        return objects.size();
    }

    List<ObjectKey> keys() {
        return List.copyOf(objects.keySet());
    }

    @Nullable T put(ObjectKey key, T now) {
        T before = objects.put(key, now);
        indexes.values().forEach(index -> index.replace(key, before, now));
        return before;
    }

    @Nullable T remove(ObjectKey key) {
        T last = objects.remove(key);
        if (last != null) indexes.values().forEach(index -> index.replace(key, last, null));
        return last;
    }

    Index<T> index(String name, Function<T, Stream<String>> values) {
        return indexes.computeIfAbsent(name, _ -> {
            var index = new ValueIndex<>(values);
            objects.forEach((key, object) -> index.replace(key, null, object));
            return index;
        });
    }

    private static final class ValueIndex<T> implements Index<T> {
        private final Function<T, Stream<String>> values;
        private final Map<String, ConcurrentSkipListMap<ObjectKey, T>> found = new ConcurrentHashMap<>();

        ValueIndex(Function<T, Stream<String>> values) {
            this.values = values;
        }

        void replace(ObjectKey key, @Nullable T before, @Nullable T now) {
            List<String> stay = now == null ? List.of() : values.apply(now).toList();
            var leave = new ArrayList<String>(
                    before == null ? List.of() : values.apply(before).toList());
            leave.removeAll(stay);
            if (now != null) {
                stay.forEach(value -> found.computeIfAbsent(value, _ -> new ConcurrentSkipListMap<>())
                        .put(key, now));
            }
            leave.forEach(value -> found.computeIfPresent(value, (_, held) -> {
                held.remove(key);
                return held.isEmpty() ? null : held;
            }));
        }

        @Override
        public List<T> get(String value) {
            var held = found.get(value);
            return held == null ? List.of() : List.copyOf(held.values());
        }
    }
}
