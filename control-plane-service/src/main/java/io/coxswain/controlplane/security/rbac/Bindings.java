package io.coxswain.controlplane.security.rbac;

import io.coxswain.controlplane.security.User;
import io.coxswain.controlplane.store.Snapshot;
import io.coxswain.controlplane.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Who is bound to which rules, by user and by group: all of RBAC at one moment, immutable. */
final class Bindings {
    static final String ROLES = "roles.rbac.authorization.k8s.io";
    static final String CLUSTER_ROLES = "clusterroles.rbac.authorization.k8s.io";
    static final String ROLE_BINDINGS = "rolebindings.rbac.authorization.k8s.io";
    static final String CLUSTER_ROLE_BINDINGS = "clusterrolebindings.rbac.authorization.k8s.io";

    private final Object[] marks;
    private final Map<String, List<Bound>> byUser = new HashMap<>();
    private final Map<String, List<Bound>> byGroup = new HashMap<>();

    private Bindings(Object[] marks) {
        this.marks = marks;
    }

    /**
     * A subject bound to the rules of a role.
     *
     * @param namespace where the rules hold; empty for everywhere
     * @param rules null where the role is absent
     */
    record Bound(
            String namespace,
            String binding,
            String roleKind,
            String role,
            @Nullable List<PolicyRule> rules,
            String subject) {
        boolean holdsIn(@Nullable String asked) {
            return namespace.isEmpty() || namespace.equals(asked);
        }
    }

    static Bindings of(Snapshot snapshot) {
        Bindings bindings = new Bindings(marks(snapshot));
        Map<String, List<PolicyRule>> clusterRoles = roles(snapshot, CLUSTER_ROLES);
        Map<String, List<PolicyRule>> roles = roles(snapshot, ROLES);
        snapshot.list(CLUSTER_ROLE_BINDINGS, "", null).forEach(binding -> bindings.add(binding, clusterRoles, roles));
        snapshot.list(ROLE_BINDINGS, "", null).forEach(binding -> bindings.add(binding, clusterRoles, roles));
        return bindings;
    }

    /** Whether nothing of RBAC has changed since. */
    boolean holdsFor(Snapshot snapshot) {
        return snapshot.mark(CLUSTER_ROLES) == marks[0]
                && snapshot.mark(CLUSTER_ROLE_BINDINGS) == marks[1]
                && snapshot.mark(ROLES) == marks[2]
                && snapshot.mark(ROLE_BINDINGS) == marks[3];
    }

    private static Object[] marks(Snapshot snapshot) {
        return new Object[] {
            snapshot.mark(CLUSTER_ROLES),
            snapshot.mark(CLUSTER_ROLE_BINDINGS),
            snapshot.mark(ROLES),
            snapshot.mark(ROLE_BINDINGS)
        };
    }

    /** What the user is bound to, by name and by group; each binding as often as it names the user. */
    Iterable<Bound> of(User user) {
        List<Bound> all = new ArrayList<>(byUser.getOrDefault(user.name(), List.of()));
        for (String group : user.groups()) all.addAll(byGroup.getOrDefault(group, List.of()));
        return all;
    }

    void forEach(User user, @Nullable String namespace, Consumer<Bound> use) {
        for (Bound bound : of(user)) if (bound.holdsIn(namespace)) use.accept(bound);
    }

    private void add(
            StoredObject stored, Map<String, List<PolicyRule>> clusterRoles, Map<String, List<PolicyRule>> roles) {
        JsonNode binding = stored.body().tree(stored.revision());
        String namespace = stored.key().namespace();
        String kind = binding.path("roleRef").path("kind").asString("");
        String role = binding.path("roleRef").path("name").asString("");
        List<PolicyRule> rules =
                kind.equals("ClusterRole") ? clusterRoles.get("/" + role) : roles.get(namespace + "/" + role);
        for (JsonNode subject : binding.path("subjects")) {
            String name = subject.path("name").asString("");
            String subjectNamespace = subject.path("namespace").asString(namespace);
            String type = subject.path("kind").asString("");
            String shown = type + " \"" + (type.equals("ServiceAccount") ? name + "/" + subjectNamespace : name) + '"';
            Bound bound = new Bound(namespace, stored.key().name(), kind, role, rules, shown);
            switch (type) {
                case "User" -> put(byUser, name, bound);
                case "Group" -> put(byGroup, name, bound);
                case "ServiceAccount" -> put(byUser, "system:serviceaccount:" + subjectNamespace + ":" + name, bound);
                default -> {} // Validation lets no other kind in.
            }
        }
    }

    private static void put(Map<String, List<Bound>> map, String name, Bound bound) {
        map.computeIfAbsent(name, unused -> new ArrayList<>()).add(bound);
    }

    private static Map<String, List<PolicyRule>> roles(Snapshot snapshot, String resource) {
        Map<String, List<PolicyRule>> roles = new HashMap<>();
        snapshot.list(resource, "", null)
                .forEach(role -> roles.put(
                        role.key().namespace() + "/" + role.key().name(),
                        PolicyRule.ofRole(role.body().tree(role.revision()))));
        return roles;
    }
}
