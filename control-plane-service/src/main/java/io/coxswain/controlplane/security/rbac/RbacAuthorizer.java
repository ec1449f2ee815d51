package io.coxswain.controlplane.security.rbac;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizer;
import io.coxswain.controlplane.security.Decision;
import io.coxswain.controlplane.security.User;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Allows what a role that the user is bound to allows. */
public final class RbacAuthorizer implements Authorizer {
    private final AccessRules rules;

    public RbacAuthorizer(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision decide(User user, Action action) {
        String namespace = action instanceof Action.OnResource on ? on.namespace() : null;
        Set<String> absent = null;
        for (Bindings.Bound bound : rules.bindings().of(user)) {
            if (!bound.holdsIn(namespace)) continue;
            // Roles of a namespace say nothing of paths.
            if (action instanceof Action.OnPath && !bound.namespace().isEmpty()) continue;
            if (bound.rules() == null) {
                absent = absent == null ? new LinkedHashSet<>() : absent;
                absent.add(absent(bound));
                continue;
            }
            for (PolicyRule rule : bound.rules()) {
                if (rule.allows(action)) return Decision.allow(() -> "RBAC: allowed by " + words(bound));
            }
        }
        return absent == null ? Decision.noOpinion() : Decision.noOpinion(because(absent));
    }

    private static String absent(Bindings.Bound bound) {
        String resource = bound.roleKind().equals("ClusterRole") ? "clusterrole" : "role";
        return resource + ".rbac.authorization.k8s.io \"" + bound.role() + "\" not found";
    }

    private static java.util.function.Supplier<String> because(@Nullable Set<String> absent) {
        Set<String> faults = absent == null ? Set.of() : absent;
        return () -> "RBAC: " + (faults.size() == 1 ? faults.iterator().next() : "[" + String.join(", ", faults) + "]");
    }

    private static String words(Bindings.Bound bound) {
        String binding = bound.namespace().isEmpty()
                ? "ClusterRoleBinding \"" + bound.binding() + '"'
                : "RoleBinding \"" + bound.binding() + "/" + bound.namespace() + '"';
        return binding + " of " + bound.roleKind() + " \"" + bound.role() + "\" to " + bound.subject();
    }
}
