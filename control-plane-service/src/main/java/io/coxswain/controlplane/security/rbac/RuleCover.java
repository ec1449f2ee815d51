package io.coxswain.controlplane.security.rbac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what some rules grant with what others grant. */
public final class RuleCover {
    private RuleCover() {}

    /**
     * What {@code wanted} grants beyond {@code held}, put together where only verbs differ; empty where all is held.
     */
    public static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> wanted) {
        List<PolicyRule> missing = new ArrayList<>();
        for (PolicyRule rule : wanted) {
            for (PolicyRule atom : rule.atoms()) {
                if (held.stream().noneMatch(one -> one.covers(atom))) missing.add(atom);
            }
        }
        return compact(missing);
    }

    /** Rules of one resource each become one rule with all their verbs. */
    public static List<PolicyRule> compact(List<PolicyRule> rules) {
        record Target(Set<String> groups, Set<String> resources, Set<String> names, Set<String> paths) {}
        Map<Target, Set<String>> verbs = new LinkedHashMap<>();
        for (PolicyRule rule : rules) {
            Target target = new Target(rule.groups(), rule.resources(), rule.names(), rule.paths());
            verbs.computeIfAbsent(target, unused -> new TreeSet<>()).addAll(rule.verbs());
        }
        return verbs.entrySet().stream()
                .map(entry -> new PolicyRule(
                        entry.getValue(),
                        entry.getKey().groups(),
                        entry.getKey().resources(),
                        entry.getKey().names(),
                        entry.getKey().paths()))
                .toList();
    }
}
