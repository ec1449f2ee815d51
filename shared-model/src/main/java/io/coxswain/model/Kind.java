package io.coxswain.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a kind to serve, store, watch and read it.
 *
 * @param group the API group; empty for the core group
 * @param name the kind as in a manifest, such as {@code ReplicaSet}
 * @param plural the resource name as in a path, such as {@code replicasets}
 * @param subresources names of the subresources, such as {@code status}
 * @param view the class that reads an object of this kind
 */
public record Kind<T extends HasMetadata>(
        String group,
        String version,
        String name,
        String plural,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        Set<String> subresources,
        Class<T> view) {
    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
    }

    public String singular() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** As in a manifest: {@code apps/v1}, or {@code v1} for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * The resource without its version, as error messages and the store name it: {@code deployments.apps} or
     * {@code pods}.
     */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public boolean hasSubresource(String subresource) {
        return subresources.contains(subresource);
    }

    /** The path of the collection; over all namespaces where {@code namespace} is null. */
    public String path(@Nullable String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespaced && namespace != null ? root + "/namespaces/" + namespace + "/" + plural : root + "/" + plural;
    }

    public String path(ObjectKey key) {
        return path(key.namespace()) + "/" + key.name();
    }

    @Override
    public String toString() {
        return name + "." + version + (group.isEmpty() ? "" : "." + group);
    }
}
