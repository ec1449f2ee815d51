package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.AffinityTerm;
import io.coxswain.controlplane.scheduler.framework.PodMatcher;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Cache;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Knows the labels of namespaces, by which affinity terms pick them. */
public final class NamespaceLabels {
    private final Cache<Namespace> namespaces;

    public NamespaceLabels(Cache<Namespace> namespaces) {
        this.namespaces = namespaces;
    }

    Map<String, String> of(String namespace) {
        return namespaces
                .get(ObjectKey.cluster(namespace))
                .map(NamespaceLabels::labels)
                .orElse(Map.of());
    }

    private static Map<String, String> labels(Namespace namespace) {
        return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    }

    /** The Pods that match all of these terms. */
    PodMatcher matcher(List<AffinityTerm> terms) {
        return new PodMatcher(
                terms.stream()
                        .map(term -> new PodMatcher.Part(
                                named(term), Objects.requireNonNullElse(term.selector(), Selectors.NOTHING)))
                        .toList(),
                true);
    }

    private Set<String> named(AffinityTerm term) {
        var selector = term.namespaceSelector();
        if (selector == null) return term.namespaces();
        var all = new HashSet<>(term.namespaces());
        for (Namespace namespace : namespaces.list(null)) {
            if (selector.matches(labels(namespace)))
                all.add(namespace.getMetadata().getName());
        }
        return all;
    }
}
