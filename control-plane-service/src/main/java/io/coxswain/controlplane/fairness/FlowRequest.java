package io.coxswain.controlplane.fairness;

import io.coxswain.controlplane.security.User;
import org.jspecify.annotations.Nullable;

/**
 * What flow schemas look at.
 *
 * @param group of the resource; empty for the core group
 * @param resource with its subresource, such as {@code pods/log}; empty for a path that is no resource
 * @param namespace null where the request names none
 * @param path empty for a resource
 */
public record FlowRequest(
        User user,
        String verb,
        String group,
        String resource,
        @Nullable String namespace,
        String path) {
    public static FlowRequest onResource(
            User user, String verb, String group, String resource, @Nullable String namespace) {
        return new FlowRequest(user, verb, group, resource, namespace, "");
    }

    public static FlowRequest onPath(User user, String verb, String path) {
        return new FlowRequest(user, verb, "", "", null, path);
    }
}
