package io.coxswain.controlplane.security.rbac;

import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.Store;
import io.coxswain.controlplane.store.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules that users hold, as of the state at hand. Worked out again only when something of RBAC has changed. */
public final class AccessRules {
    private final Store store;
    private volatile Bindings current;

    public AccessRules(Store store) {
        this.store = store;
        this.current = Bindings.of(store.cached());
    }

    Bindings bindings() {
        Bindings known = current;
        Snapshot now = store.cached();
        if (known.holdsFor(now)) return known;
        Bindings fresh = Bindings.of(now);
        current = fresh;
        return fresh;
    }

    /** What the user may do in the namespace, or everywhere where it is null. */
    public List<PolicyRule> of(User user, @Nullable String namespace) {
        List<PolicyRule> rules = new ArrayList<>();
        bindings().forEach(user, namespace, bound -> {
            if (bound.rules() != null) rules.addAll(bound.rules());
        });
        return rules;
    }

    /** The rules of a role that a binding refers to; empty where it is absent. */
    public Optional<List<PolicyRule>> ofRole(String kind, @Nullable String namespace, String name) {
        StoreKey key = kind.equals("ClusterRole")
                ? new StoreKey(Bindings.CLUSTER_ROLES, "", name)
                : new StoreKey(Bindings.ROLES, namespace == null ? "" : namespace, name);
        return store.cached().get(key).map(role -> PolicyRule.ofRole(role.body().tree(role.revision())));
    }
}
