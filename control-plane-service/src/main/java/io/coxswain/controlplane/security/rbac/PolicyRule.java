package io.coxswain.controlplane.security.rbac;

import io.coxswain.controlplane.security.Action;
import io.coxswain.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One rule of a role: verbs on resources, or on paths that are none. "*" is any. */
public record PolicyRule(
        Set<String> verbs, Set<String> groups, Set<String> resources, Set<String> names, Set<String> paths) {
    private static final String ANY = "*";

    public PolicyRule {
        verbs = Set.copyOf(verbs);
        groups = Set.copyOf(groups);
        resources = Set.copyOf(resources);
        names = Set.copyOf(names);
        paths = Set.copyOf(paths);
    }

    /** Everything there is. */
    public static List<PolicyRule> everything() {
        Set<String> any = Set.of(ANY);
        return List.of(
                new PolicyRule(any, any, any, Set.of(), Set.of()),
                new PolicyRule(any, Set.of(), Set.of(), Set.of(), any));
    }

    /** The rules of a Role or ClusterRole. */
    public static List<PolicyRule> ofRole(JsonNode role) {
        return role.path("rules").valueStream().map(PolicyRule::of).toList();
    }

    private static PolicyRule of(JsonNode rule) {
        return new PolicyRule(
                texts(rule, "verbs"),
                texts(rule, "apiGroups"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                texts(rule, "nonResourceURLs"));
    }

    boolean allows(Action action) {
        return switch (action) {
            case Action.OnPath(String verb, String path) -> has(verbs, verb) && coversPath(path);
            case Action.OnResource on ->
                has(verbs, on.verb())
                        && has(groups, on.group())
                        && coversResource(on.plural(), on.subresource())
                        && (names.isEmpty() || (on.name() != null && names.contains(on.name())));
        };
    }

    boolean coversPath(String path) {
        if (paths.contains(path) || paths.contains(ANY)) return true;
        for (String pattern : paths) {
            if (pattern.endsWith(ANY) && path.startsWith(pattern.substring(0, pattern.length() - 1))) return true;
        }
        return false;
    }

    private boolean coversResource(String plural, String subresource) {
        if (resources.contains(ANY)) return true;
        return subresource.isEmpty()
                ? resources.contains(plural)
                : resources.contains(plural + "/" + subresource) || resources.contains("*/" + subresource);
    }

    /** Whether this rule alone grants all that {@code other} grants, which holds one value of each kind. */
    boolean covers(PolicyRule other) {
        return (verbs.contains(ANY) || verbs.containsAll(other.verbs))
                && (groups.contains(ANY) || groups.containsAll(other.groups))
                && other.resources.stream().allMatch(this::coversResource)
                && (names.isEmpty() || (!other.names.isEmpty() && names.containsAll(other.names)))
                && other.paths.stream().allMatch(this::coversPath);
    }

    private boolean coversResource(String resource) {
        int slash = resource.indexOf('/');
        return resources.contains(ANY)
                || resources.contains(resource)
                || (slash > 0 && resources.contains("*" + resource.substring(slash)));
    }

    /** The same rights as rules of one verb, group, resource, name or path each. */
    List<PolicyRule> atoms() {
        List<PolicyRule> atoms = new ArrayList<>();
        for (String verb : verbs) {
            for (String path : paths) {
                atoms.add(new PolicyRule(Set.of(verb), Set.of(), Set.of(), Set.of(), Set.of(path)));
            }
            for (String group : groups) {
                for (String resource : resources) {
                    if (names.isEmpty()) atoms.add(atom(verb, group, resource, Set.of()));
                    for (String name : names) atoms.add(atom(verb, group, resource, Set.of(name)));
                }
            }
        }
        return atoms;
    }

    private static PolicyRule atom(String verb, String group, String resource, Set<String> names) {
        return new PolicyRule(Set.of(verb), Set.of(group), Set.of(resource), names, Set.of());
    }

    /** As a role holds it; also what a SelfSubjectRulesReview answers. */
    public ObjectNode json() {
        ObjectNode rule = Json.object();
        put(rule, "verbs", verbs);
        put(rule, "apiGroups", groups);
        put(rule, "resources", resources);
        put(rule, "resourceNames", names);
        put(rule, "nonResourceURLs", paths);
        return rule;
    }

    private static void put(ObjectNode rule, String field, Set<String> values) {
        if (values.isEmpty()) return;
        var array = rule.putArray(field);
        values.stream().sorted().forEach(array::add);
    }

    private static boolean has(Set<String> values, String value) {
        return values.contains(value) || values.contains(ANY);
    }

    private static Set<String> texts(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(value -> value.asString("")).collect(Collectors.toUnmodifiableSet());
    }

    /** In Kubernetes' short form, as messages show it. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        part(parts, "APIGroups", groups);
        part(parts, "Resources", resources);
        part(parts, "NonResourceURLs", paths);
        part(parts, "ResourceNames", names);
        part(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void part(List<String> parts, String name, Set<String> values) {
        if (values.isEmpty()) return;
        parts.add(name + ":"
                + values.stream().sorted().map(value -> '"' + value + '"').collect(Collectors.joining(" ", "[", "]")));
    }
}
