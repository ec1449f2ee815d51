package io.coxswain.controlplane.audit;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.User;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy; an empty list of anything covers all of it.
 *
 * @param namespaces an empty name stands for what is in no namespace
 * @param omitManagedFields null where the policy says it
 */
record AuditRule(
        AuditLevel level,
        List<String> users,
        List<String> userGroups,
        List<String> verbs,
        List<Resources> resources,
        List<String> namespaces,
        List<String> nonResourceUrls,
        Set<AuditStage> omitStages,
        @Nullable Boolean omitManagedFields) {
    /** Resources of one API group. */
    record Resources(String group, List<String> resources, List<String> resourceNames) {
        private boolean cover(Action.OnResource on) {
            if (!group.equals(on.group())) return false;
            if (resources.isEmpty()) return true;
            if (!resourceNames.isEmpty() && !resourceNames.contains(Objects.requireNonNullElse(on.name(), ""))) {
                return false;
            }
            return resources.stream().anyMatch(pattern -> covers(pattern, on));
        }

        private static boolean covers(String pattern, Action.OnResource on) {
            if (pattern.equals("*") || pattern.equals(on.resource())) return true;
            if (pattern.startsWith("*/")) return pattern.substring(2).equals(on.subresource());
            return pattern.endsWith("/*")
                    && pattern.substring(0, pattern.length() - 2).equals(on.plural());
        }
    }

    boolean covers(User user, Action action) {
        if (!users.isEmpty() && !users.contains(user.name())) return false;
        if (!userGroups.isEmpty() && userGroups.stream().noneMatch(user::in)) return false;
        if (!verbs.isEmpty() && !verbs.contains(action.verb())) return false;
        return switch (action) {
            case Action.OnResource on -> nonResourceUrls.isEmpty() && coversResource(on);
            case Action.OnPath on -> resources.isEmpty() && namespaces.isEmpty() && coversPath(on.path());
        };
    }

    private boolean coversResource(Action.OnResource on) {
        String namespace = Objects.requireNonNullElse(on.namespace(), "");
        if (!namespaces.isEmpty() && !namespaces.contains(namespace)) return false;
        return resources.isEmpty() || resources.stream().anyMatch(some -> some.cover(on));
    }

    private boolean coversPath(String path) {
        return nonResourceUrls.isEmpty()
                || nonResourceUrls.stream()
                        .anyMatch(url -> url.equals("*")
                                || url.equals(path)
                                || (url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1))));
    }
}
