package io.coxswain.controlplane.scheduler.framework;

import io.coxswain.model.LabelSelector;
import io.coxswain.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One wish of a Pod to be with, or away from, certain others.
 *
 * @param namespaceSelector further namespaces by their labels, or null
 * @param selector null picks nothing
 */
public record AffinityTerm(
        Set<String> namespaces,
        @Nullable LabelSelector namespaceSelector,
        @Nullable LabelSelector selector,
        String topologyKey) {
    /** A term that counts so much among preferences. */
    public record Weighted(AffinityTerm term, int weight) {}

    public AffinityTerm {
        namespaces = Set.copyOf(namespaces);
    }

    static AffinityTerm of(Pod owner, PodAffinityTerm term) {
        Set<String> namespaces = new HashSet<>(Objects.requireNonNullElse(term.getNamespaces(), List.of()));
        if (namespaces.isEmpty() && term.getNamespaceSelector() == null) {
            namespaces.add(owner.getMetadata().getNamespace());
        }
        return new AffinityTerm(
                namespaces,
                term.getNamespaceSelector() == null ? null : LabelSelector.of(term.getNamespaceSelector()),
                term.getLabelSelector() == null ? null : selector(owner, term),
                term.getTopologyKey());
    }

    private static LabelSelector selector(Pod owner, PodAffinityTerm term) {
        LabelSelector selector = LabelSelector.of(term.getLabelSelector());
        Map<String, String> labels =
                Objects.requireNonNullElse(owner.getMetadata().getLabels(), Map.of());
        var all = new ArrayList<Requirement>(selector.requirements());
        for (String key : Objects.requireNonNullElse(term.getMatchLabelKeys(), List.<String>of())) {
            if (labels.containsKey(key)) all.add(new Requirement.In(key, Set.of(labels.get(key))));
        }
        for (String key : Objects.requireNonNullElse(term.getMismatchLabelKeys(), List.<String>of())) {
            if (labels.containsKey(key)) all.add(new Requirement.NotIn(key, Set.of(labels.get(key))));
        }
        return all.size() == selector.requirements().size() ? selector : new LabelSelector(all);
    }

    /** Whether the term speaks of this Pod, whose namespace has these labels. */
    public boolean matches(PodInfo pod, Map<String, String> namespaceLabels) {
        if (selector == null || !selector.matches(pod.labels())) return false;
        return namespaces.contains(pod.namespace())
                || (namespaceSelector != null && namespaceSelector.matches(namespaceLabels));
    }
}
