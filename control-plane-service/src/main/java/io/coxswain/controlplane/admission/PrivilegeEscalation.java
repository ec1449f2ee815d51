package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.security.rbac.PolicyRule;
import io.coxswain.controlplane.security.rbac.RuleCover;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Nobody gives away by a role or a binding what they do not have themselves, unless they may {@code escalate} roles or
 * {@code bind} to this one.
 */
public final class PrivilegeEscalation implements AdmissionRule {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final AccessRules rules;
    private final Authorizers authorizers;

    public PrivilegeEscalation(AccessRules rules, Authorizers authorizers) {
        this.rules = rules;
        this.authorizers = authorizers;
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.DELETE
                || !request.kind().group().equals(GROUP)
                || request.user().in(User.MASTERS)) {
            return Terms.NONE;
        }
        if (request.kind().equals(Kinds.ROLE) || request.kind().equals(Kinds.CLUSTER_ROLE)) role(request);
        else binding(request);
        return Terms.NONE;
    }

    private void role(AdmissionRequest request) {
        JsonNode old = request.old();
        JsonNode role = request.given();
        if (old != null && same(role, old, "rules") && same(role, old, "aggregationRule")) return;
        String plural = request.kind().plural();
        String namespace = request.key().namespace();
        if (may(request.user(), "escalate", plural, namespace, request.key().name())) return;
        if (role.path("aggregationRule").isObject()
                && !missing(request.user(), namespace, PolicyRule.everything()).isEmpty()) {
            throw request.forbidden("must have cluster-admin privileges to use an aggregationRule");
        }
        confirm(request, PolicyRule.ofRole(role));
    }

    private void binding(AdmissionRequest request) {
        JsonNode old = request.old();
        JsonNode binding = request.given();
        if (old != null && same(binding, old, "subjects") && same(binding, old, "roleRef")) return;
        String kind = binding.path("roleRef").path("kind").asString("");
        String name = binding.path("roleRef").path("name").asString("");
        String namespace = request.key().namespace();
        boolean cluster = kind.equals("ClusterRole");
        if (may(request.user(), "bind", cluster ? "clusterroles" : "roles", namespace, name)) return;
        confirm(
                request,
                rules.ofRole(kind, namespace, name)
                        .orElseThrow(() -> ApiException.notFound(cluster ? Kinds.CLUSTER_ROLE : Kinds.ROLE, name)));
    }

    private void confirm(AdmissionRequest request, List<PolicyRule> granted) {
        List<PolicyRule> missing = missing(request.user(), request.key().namespace(), granted);
        if (missing.isEmpty()) return;
        String groups = request.user().groups().stream()
                .map(group -> '"' + group + '"')
                .collect(Collectors.joining(" ", "[", "]"));
        throw request.forbidden("user \"" + request.user().name() + "\" (groups=" + groups
                + ") is attempting to grant RBAC permissions not currently held:\n"
                + missing.stream().map(PolicyRule::toString).sorted().distinct().collect(Collectors.joining("\n")));
    }

    private List<PolicyRule> missing(User user, @Nullable String namespace, List<PolicyRule> granted) {
        return RuleCover.missing(rules.of(user, namespace), granted);
    }

    private boolean may(User user, String verb, String plural, @Nullable String namespace, String name) {
        return authorizers.allows(
                user, new Action.OnResource(verb, GROUP, "v1", plural, "", namespace, name, Map.of()));
    }

    private static boolean same(JsonNode one, JsonNode other, String field) {
        JsonNode left = one.path(field);
        JsonNode right = other.path(field);
        return (left.isEmpty() && right.isEmpty()) || Json.same(left, right);
    }
}
