package io.coxswain.controlplane.security;

import java.util.List;
import java.util.Set;

/** What a node's agent may do: read what Pods need, write its own Node, its own Lease, and the status of Pods. */
public final class NodeAuthorizer implements Authorizer {
    public static final String GROUP = "system:nodes";
    public static final String PREFIX = "system:node:";

    private static final Set<String> WRITE = Set.of("create", "update", "patch");

    private static final List<Rule> SHARED = List.of(
            Rule.of(
                    Rule.READ,
                    "/pods",
                    "/nodes",
                    "/services",
                    "/namespaces",
                    "/configmaps",
                    "/secrets",
                    "discovery.k8s.io/endpointslices"),
            Rule.of(Set.of("update", "patch"), "/pods/status"),
            Rule.of(Set.of("delete"), "/pods"),
            Rule.of(WRITE, "/events"));

    private static final List<Rule> OWN = List.of(
            Rule.of(WRITE, "/nodes", "/nodes/status"),
            Rule.of(Set.of("get", "create", "update", "patch", "delete"), "coordination.k8s.io/leases"));

    @Override
    public boolean allows(User user, Action action) {
        if (!user.in(GROUP) || !user.name().startsWith(PREFIX)) return false;
        if (!(action instanceof Action.OnResource onResource)) return false;
        if (SHARED.stream().anyMatch(rule -> rule.covers(onResource))) return true;
        String own = user.name().substring(PREFIX.length());
        // A creation names no object in its path; a node cannot take the name of another, as that one exists.
        boolean named = onResource.name() == null ? onResource.verb().equals("create") : own.equals(onResource.name());
        return named && OWN.stream().anyMatch(rule -> rule.covers(onResource));
    }
}
