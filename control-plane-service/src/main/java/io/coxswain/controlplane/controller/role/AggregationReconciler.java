package io.coxswain.controlplane.controller.role;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Gives a ClusterRole that aggregates the rules of all roles that its selectors name. */
public final class AggregationReconciler implements Reconciler<ClusterRole> {
    private final Api api;
    private final Informer<ClusterRole> roles;

    public AggregationReconciler(Api api, Informers informers) {
        this.api = api;
        this.roles = informers.of(Kinds.CLUSTER_ROLE);
    }

    /** A change of any role may be one of labels, so it wakes all that aggregate. */
    @Override
    public Watches<ClusterRole> watches() {
        return Watches.of(Kinds.CLUSTER_ROLE)
                .wokenBy(
                        Kinds.CLUSTER_ROLE,
                        changed -> roles.list(null).stream()
                                .filter(AggregationReconciler::aggregates)
                                .map(ObjectKey::of));
    }

    @Override
    public Outcome reconcile(ClusterRole role) {
        if (!aggregates(role) || role.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        String name = role.getMetadata().getName();
        Set<PolicyRule> rules = new LinkedHashSet<>();
        for (LabelSelector selector : role.getAggregationRule().getClusterRoleSelectors()) {
            roles.list(null).stream()
                    .filter(other -> !other.getMetadata().getName().equals(name))
                    .filter(other -> matches(selector, other.getMetadata().getLabels()))
                    .flatMap(other -> rulesOf(other))
                    .forEach(rules::add);
        }
        List<PolicyRule> wanted = List.copyOf(rules);
        if (wanted.equals(rulesOf(role).toList())) return Outcome.settled();
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", role.getMetadata().getResourceVersion());
        wanted.forEach(rule -> patch.withArray("/rules").add(Json.tree(rule)));
        if (wanted.isEmpty()) patch.putArray("rules");
        api.patch(Kinds.CLUSTER_ROLE, ObjectKey.of(role), PatchType.MERGE, patch, null);
        return Outcome.settled();
    }

    private static boolean aggregates(ClusterRole role) {
        return role.getAggregationRule() != null
                && role.getAggregationRule().getClusterRoleSelectors() != null
                && !role.getAggregationRule().getClusterRoleSelectors().isEmpty();
    }

    private static Stream<PolicyRule> rulesOf(ClusterRole role) {
        return role.getRules() == null ? Stream.of() : role.getRules().stream();
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return io.coxswain.model.LabelSelector.of(selector).matches(labels == null ? Map.of() : labels);
    }
}
