package io.coxswain.client;

import org.jspecify.annotations.Nullable;

/**
 * What to list or watch.
 *
 * @param namespace null for all namespaces
 * @param labelSelector in the form of the query parameter; empty selects all
 * @param fieldSelector in the form of the query parameter; empty selects all
 * @param resourceVersion empty for the newest state, with which a watch begins; else a watch starts behind it
 * @param limit objects per page, 0 for no limit
 * @param continueToken empty for the first page
 */
public record ListOptions(
        @Nullable String namespace,
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        int limit,
        String continueToken) {
    public static ListOptions everything() {
        return new ListOptions(null, "", "", "", 0, "");
    }

    public static ListOptions in(@Nullable String namespace) {
        return new ListOptions(namespace, "", "", "", 0, "");
    }

    public ListOptions withLabels(String selector) {
        return new ListOptions(namespace, selector, fieldSelector, resourceVersion, limit, continueToken);
    }

    public ListOptions withFields(String selector) {
        return new ListOptions(namespace, labelSelector, selector, resourceVersion, limit, continueToken);
    }

    public ListOptions after(String revision) {
        return new ListOptions(namespace, labelSelector, fieldSelector, revision, limit, continueToken);
    }

    public ListOptions page(int size, String token) {
        return new ListOptions(namespace, labelSelector, fieldSelector, resourceVersion, size, token);
    }
}
