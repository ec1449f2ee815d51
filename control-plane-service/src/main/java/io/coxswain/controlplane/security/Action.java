package io.coxswain.controlplane.security;

import io.coxswain.model.Kind;
import org.jspecify.annotations.Nullable;

/** What is asked for, as an authorizer sees it. */
public sealed interface Action {
    /** As a role names it: {@code get}, {@code list}, {@code watch}, {@code create}, ... */
    String verb();

    /**
     * A verb on a resource.
     *
     * @param subresource empty for the object itself
     * @param namespace null for all namespaces and for cluster-scoped resources
     * @param name null where no single object is named
     */
    record OnResource(
            String verb,
            Kind<?> kind,
            String subresource,
            @Nullable String namespace,
            @Nullable String name) implements Action {
        /** As a role names it: {@code pods/log}. */
        public String resource() {
            return subresource.isEmpty() ? kind.plural() : kind.plural() + "/" + subresource;
        }
    }

    /** A verb on a path that is no resource, such as {@code /version}. */
    record OnPath(String verb, String path) implements Action {}
}
