package io.coxswain.controlplane.security;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the cluster's own components may do, each known by the name in its certificate. */
public final class ComponentAuthorizer implements Authorizer {
    public static final String CONTROLLERS = "system:kube-controller-manager";
    public static final String SCHEDULER = "system:kube-scheduler";
    public static final String GATEWAY = "coxswain:ingress-gateway";

    private static final Set<String> RECORD = Set.of("create", "update", "patch");
    private static final Set<String> LEAD = Set.of("get", "list", "watch", "create", "update", "patch");

    /** Deletion of namespaces and garbage collection reach every kind, so these may read and delete everything. */
    private static final List<Rule> OF_CONTROLLERS = List.of(
            Rule.of(Set.of("get", "list", "watch", "update", "patch", "delete", "deletecollection"), "*"),
            Rule.of(
                    Set.of("create"),
                    "/pods",
                    "/events",
                    "apps/replicasets",
                    "discovery.k8s.io/endpointslices",
                    "coordination.k8s.io/leases"));

    private static final List<Rule> OF_SCHEDULER = List.of(
            Rule.of(Rule.READ, "/pods", "/nodes", "/namespaces", "/services", "apps/replicasets", "apps/deployments"),
            Rule.of(Set.of("create"), "/pods/binding"),
            Rule.of(Set.of("update", "patch"), "/pods/status"),
            Rule.of(Set.of("delete"), "/pods"),
            Rule.of(RECORD, "/events"),
            Rule.of(LEAD, "coordination.k8s.io/leases"));

    private static final List<Rule> OF_GATEWAY = List.of(
            Rule.of(
                    Rule.READ,
                    "/services",
                    "/secrets",
                    "/configmaps",
                    "/namespaces",
                    "/nodes",
                    "/pods",
                    "discovery.k8s.io/endpointslices",
                    "networking.k8s.io/ingresses",
                    "networking.k8s.io/ingressclasses"),
            Rule.of(Set.of("update", "patch"), "networking.k8s.io/ingresses/status"),
            Rule.of(Set.of("create"), "networking.k8s.io/ingressclasses"),
            Rule.of(RECORD, "/events"),
            Rule.of(LEAD, "coordination.k8s.io/leases"));

    private static final Map<String, List<Rule>> RULES =
            Map.of(CONTROLLERS, OF_CONTROLLERS, SCHEDULER, OF_SCHEDULER, GATEWAY, OF_GATEWAY);

    @Override
    public boolean allows(User user, Action action) {
        return action instanceof Action.OnResource onResource
                && RULES.getOrDefault(user.name(), List.of()).stream().anyMatch(rule -> rule.covers(onResource));
    }
}
