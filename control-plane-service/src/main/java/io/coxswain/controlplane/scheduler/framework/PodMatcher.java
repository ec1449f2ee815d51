package io.coxswain.controlplane.scheduler.framework;

import io.coxswain.model.LabelSelector;
import java.util.List;
import java.util.Set;

/**
 * Picks Pods: those that match all parts. Two that are equal pick the same, so that one count serves both.
 *
 * @param terminating whether Pods that are being deleted count
 */
public record PodMatcher(List<Part> parts, boolean terminating) {
    /** Pods of these namespaces with these labels. */
    public record Part(Set<String> namespaces, LabelSelector selector) {
        public Part {
            namespaces = Set.copyOf(namespaces);
        }
    }

    public PodMatcher {
        parts = List.copyOf(parts);
    }

    public static PodMatcher of(String namespace, LabelSelector selector, boolean terminating) {
        return new PodMatcher(List.of(new Part(Set.of(namespace), selector)), terminating);
    }

    public boolean matches(PodInfo pod) {
        if (pod.terminating() && !terminating) return false;
        for (Part part : parts) {
            if (!part.namespaces.contains(pod.namespace())) return false;
            if (!part.selector.matches(pod.labels())) return false;
        }
        return !parts.isEmpty();
    }
}
