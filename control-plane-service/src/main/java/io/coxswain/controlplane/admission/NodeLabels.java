package io.coxswain.controlplane.admission;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which labels of its own Node an agent may set: Pods are kept to nodes by the others, so an agent must not. */
final class NodeLabels {
    private static final Set<String> KNOWN = Set.of(
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region");

    private static final Set<String> OWN = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");
    private static final Set<String> RESERVED = Set.of("kubernetes.io", "k8s.io");
    private static final String RESTRICTED = "node-restriction.kubernetes.io";

    private NodeLabels() {}

    /** The labels that differ and are not an agent's to set. */
    static Set<String> refused(Map<String, String> labels, Map<String, String> before) {
        Set<String> changed = new TreeSet<>(labels.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(label -> Objects.equals(labels.get(label), before.get(label)) || isFree(label));
        return changed;
    }

    private static boolean isFree(String label) {
        int slash = label.indexOf('/');
        if (slash < 0 || KNOWN.contains(label)) return true;
        String domain = label.substring(0, slash);
        if (isWithin(domain, Set.of(RESTRICTED))) return false;
        return isWithin(domain, OWN) || !isWithin(domain, RESERVED);
    }

    private static boolean isWithin(String domain, Set<String> parents) {
        return parents.stream().anyMatch(parent -> domain.equals(parent) || domain.endsWith("." + parent));
    }
}
