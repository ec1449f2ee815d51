package io.coxswain.controlplane.scheduler.framework;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The affinity terms of all Pods that have a node, each different term once with where it applies. A workload's Pods
 * share their terms, so that there are few.
 */
public final class TermIndex {
    /** What a term asks for. */
    public enum Strength {
        REQUIRED,
        REQUIRED_AWAY,
        PREFERRED,
        PREFERRED_AWAY
    }

    /** Where a term applies: for each value of its topology key the number of Pods, or the sum of their weights. */
    public record Use(AffinityTerm term, Map<String, Long> byDomain) {}

    private final Map<Strength, Map<AffinityTerm, Use>> uses = new EnumMap<>(Strength.class);

    public TermIndex() {
        for (Strength strength : Strength.values()) uses.put(strength, new HashMap<>());
    }

    public Collection<Use> of(Strength strength) {
        return Collections.unmodifiableCollection(uses(strength).values());
    }

    private Map<AffinityTerm, Use> uses(Strength strength) {
        return uses.getOrDefault(strength, Map.of());
    }

    void add(PodInfo pod, Map<String, String> nodeLabels) {
        count(pod, nodeLabels, 1);
    }

    void remove(PodInfo pod, Map<String, String> nodeLabels) {
        count(pod, nodeLabels, -1);
    }

    private void count(PodInfo pod, Map<String, String> nodeLabels, int sign) {
        if (!pod.hasAffinity()) return;
        PodAffinities affinities = pod.affinities();
        affinities.required().forEach(term -> count(Strength.REQUIRED, term, nodeLabels, sign));
        affinities.requiredAway().forEach(term -> count(Strength.REQUIRED_AWAY, term, nodeLabels, sign));
        weighted(Strength.PREFERRED, affinities.preferred(), nodeLabels, sign);
        weighted(Strength.PREFERRED_AWAY, affinities.preferredAway(), nodeLabels, sign);
    }

    private void weighted(
            Strength strength, List<AffinityTerm.Weighted> terms, Map<String, String> nodeLabels, int sign) {
        terms.forEach(each -> count(strength, each.term(), nodeLabels, (long) sign * each.weight()));
    }

    private void count(Strength strength, AffinityTerm term, Map<String, String> nodeLabels, long by) {
        String value = nodeLabels.get(term.topologyKey());
        if (value == null) return;
        Map<AffinityTerm, Use> known = uses(strength);
        Use use = known.computeIfAbsent(term, each -> new Use(each, new HashMap<>()));
        use.byDomain.merge(value, by, (one, other) -> one + other == 0 ? null : one + other);
        if (use.byDomain.isEmpty()) known.remove(term);
    }
}
