package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.AffinityTerm.Weighted;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.TermIndex;
import io.coxswain.controlplane.scheduler.framework.TermIndex.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What speaks for and against the domains of a topology, from the Pod's side and from that of the Pods there. */
record AffinityPreferences(List<Part> parts) {
    /** What a Pod that is required to be near counts for with those that require it. */
    private static final long REQUIRED_WEIGHT = 1;

    /** So much for each Pod, or for each unit of weight, of a domain. */
    record Part(String topologyKey, Map<String, ? extends Number> byDomain, long times) {}

    static AffinityPreferences of(Cycle cycle, NamespaceLabels namespaces, Map<String, String> own) {
        PodInfo pod = cycle.pod();
        var parts = new ArrayList<Part>();
        own(parts, cycle, namespaces, pod.affinities().preferred(), 1);
        own(parts, cycle, namespaces, pod.affinities().preferredAway(), -1);
        theirs(parts, cycle, own, Strength.REQUIRED, REQUIRED_WEIGHT);
        theirs(parts, cycle, own, Strength.PREFERRED, 1);
        theirs(parts, cycle, own, Strength.PREFERRED_AWAY, -1);
        return new AffinityPreferences(parts);
    }

    private static void own(
            List<Part> parts, Cycle cycle, NamespaceLabels namespaces, List<Weighted> terms, long sign) {
        for (Weighted each : terms) {
            String key = each.term().topologyKey();
            Map<String, Integer> counts = cycle.cluster()
                    .matching(namespaces.matcher(List.of(each.term())))
                    .by(key);
            if (!counts.isEmpty()) parts.add(new Part(key, counts, sign * each.weight()));
        }
    }

    private static void theirs(List<Part> parts, Cycle cycle, Map<String, String> own, Strength strength, long times) {
        for (TermIndex.Use use : cycle.cluster().terms().of(strength)) {
            if (use.term().matches(cycle.pod(), own)) {
                parts.add(new Part(use.term().topologyKey(), use.byDomain(), times));
            }
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    long of(NodeInfo node) {
        long score = 0;
        for (Part part : parts) {
            String value = node.labels().get(part.topologyKey);
            Number count = value == null ? null : part.byDomain.get(value);
            if (count != null) score += part.times * count.longValue();
        }
        return score;
    }
}
