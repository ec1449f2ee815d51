package io.coxswain.controlplane.access;

import io.coxswain.controlplane.resource.Unstored;
import io.coxswain.controlplane.resource.WriteOptions;
import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.security.node.NodeName;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.security.rbac.PolicyRule;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All that the caller may do in a namespace. */
public final class SelfSubjectRulesReviews implements Unstored {
    private final AccessRules rules;

    public SelfSubjectRulesReviews(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public Kind<?> kind() {
        return Kinds.SELF_SUBJECT_RULES_REVIEW;
    }

    @Override
    public ObjectNode create(@Nullable String namespace, ObjectNode object, WriteOptions options) {
        String asked = object.path("spec").path("namespace").asString("");
        if (asked.isEmpty()) throw ApiException.badRequest("no namespace on request");
        User user = options.user();
        List<PolicyRule> held = new ArrayList<>();
        if (user.in(User.MASTERS)) held.addAll(PolicyRule.everything());
        held.addAll(rules.of(user, asked));
        ObjectNode status = object.putObject("status");
        ArrayNode onResources = status.putArray("resourceRules");
        ArrayNode onPaths = status.putArray("nonResourceRules");
        for (PolicyRule rule : held) {
            if (rule.resources().isEmpty()) onPaths.add(rule.json());
            else onResources.add(rule.json());
        }
        // What the Node authorizer grants follows from Pods and is no list of rules.
        boolean node = NodeName.of(user).isPresent();
        status.put("incomplete", node);
        if (node) status.put("evaluationError", "node authorizer does not support user rule resolution");
        return object;
    }
}
