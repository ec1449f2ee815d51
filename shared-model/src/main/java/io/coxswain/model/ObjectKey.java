package io.coxswain.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names one object of a kind: a namespace, null for cluster-scoped kinds, and a name. */
public record ObjectKey(@Nullable String namespace, String name) implements Comparable<ObjectKey> {
    public ObjectKey {
        Objects.requireNonNull(name, "name is null");
    }

    public static ObjectKey of(HasMetadata object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    public static ObjectKey cluster(String name) {
        return new ObjectKey(null, name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace =
                Objects.requireNonNullElse(namespace, "").compareTo(Objects.requireNonNullElse(other.namespace, ""));
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace == null ? name : namespace + "/" + name;
    }
}
