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
 * @param verbs what may be done with its objects, in the order of discovery
 * @param storedAs the kind as which its objects are stored; null where that is this kind itself
 * @param nouns of one object and of a list; a custom resource may choose them
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
        List<String> verbs,
        @Nullable Kind<?> storedAs,
        Nouns nouns,
        Class<T> view) {
    /** How a kind calls one object and a list, such as {@code replicaset} and {@code ReplicaSetList}. */
    public record Nouns(String singular, String list) {
        static Nouns of(String kind) {
            return new Nouns(kind.toLowerCase(Locale.ROOT), kind + "List");
        }
    }

    /** The verbs of a kind whose objects are stored. */
    public static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
        verbs = List.copyOf(verbs);
    }

    /** A kind with all verbs and a store of its own. */
    public Kind(
            String group,
            String version,
            String name,
            String plural,
            boolean namespaced,
            List<String> shortNames,
            List<String> categories,
            Set<String> subresources,
            Class<T> view) {
        this(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                categories,
                subresources,
                VERBS,
                null,
                Nouns.of(name),
                view);
    }

    static <T extends HasMetadata> Kind<T> namespaced(
            String group, String version, String name, String plural, Class<T> view) {
        return new Kind<>(group, version, name, plural, true, List.of(), List.of(), Set.of(), view);
    }

    static <T extends HasMetadata> Kind<T> cluster(
            String group, String version, String name, String plural, Class<T> view) {
        return new Kind<>(group, version, name, plural, false, List.of(), List.of(), Set.of(), view);
    }

    Kind<T> withShortNames(String... names) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                List.of(names),
                categories,
                subresources,
                verbs,
                storedAs,
                nouns,
                view);
    }

    Kind<T> inCategory(String category) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                List.of(category),
                subresources,
                verbs,
                storedAs,
                nouns,
                view);
    }

    Kind<T> withSubresources(String... names) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                categories,
                Set.of(names),
                verbs,
                storedAs,
                nouns,
                view);
    }

    Kind<T> withVerbs(String... only) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                categories,
                subresources,
                List.of(only),
                storedAs,
                nouns,
                view);
    }

    /** Another view of the objects of that kind, which have one store for both. */
    public Kind<T> storedAs(Kind<?> stored) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                categories,
                subresources,
                verbs,
                stored,
                nouns,
                view);
    }

    /** The same kind by other names of one object and of a list. */
    public Kind<T> withNouns(String singular, String list) {
        return new Kind<>(
                group,
                version,
                name,
                plural,
                namespaced,
                shortNames,
                categories,
                subresources,
                verbs,
                storedAs,
                new Nouns(singular, list),
                view);
    }

    /** The kind as which objects of this kind are stored: another one for a version or group that is a mere view. */
    public Kind<?> stored() {
        return storedAs == null ? this : storedAs;
    }

    /** Whether there is a store of objects of this very kind: not for reviews, nor for views of another kind. */
    public boolean hasStore() {
        return storedAs == null && allows("watch");
    }

    public boolean allows(String verb) {
        return verbs.contains(verb);
    }

    public String singular() {
        return nouns.singular();
    }

    /** The kind of a list of them. */
    public String listName() {
        return nouns.list();
    }

    /** As in a manifest: {@code apps/v1}, or {@code v1} for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * The resource without its version, as error messages and the store name it: {@code deployments.apps} or
     * {@code pods}; that of the stored kind for a view.
     */
    public String resource() {
        if (storedAs != null) return storedAs.resource();
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
