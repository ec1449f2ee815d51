package io.coxswain.controlplane.security;

import java.util.Set;

/** Verbs on resources, each resource as {@code group/plural} or {@code group/plural/subresource}; "*" is any. */
record Rule(Set<String> verbs, Set<String> resources) {
    static final Set<String> READ = Set.of("get", "list", "watch");
    static final Set<String> ANY = Set.of("*");

    static Rule of(Set<String> verbs, String... resources) {
        return new Rule(verbs, Set.of(resources));
    }

    boolean covers(Action.OnResource action) {
        return (verbs.contains("*") || verbs.contains(action.verb()))
                && (resources.contains("*") || resources.contains(action.kind().group() + "/" + action.resource()));
    }
}
