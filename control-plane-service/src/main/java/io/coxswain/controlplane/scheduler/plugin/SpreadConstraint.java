package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.PodMatcher;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.LabelSelector.Requirement;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How evenly Pods are to be spread over the domains of a topology.
 *
 * @param selector of the Pods that are counted
 * @param minDomains as long as there are fewer, the emptiest is taken to have none
 * @param honourAffinity only nodes that the Pod's node affinity allows are counted
 * @param honourTaints only nodes whose taints the Pod tolerates are counted
 */
record SpreadConstraint(
        int maxSkew,
        String topologyKey,
        boolean required,
        LabelSelector selector,
        int minDomains,
        boolean honourAffinity,
        boolean honourTaints) {
    static List<SpreadConstraint> of(PodInfo pod) {
        List<TopologySpreadConstraint> declared = pod.pod().getSpec().getTopologySpreadConstraints();
        if (declared == null) return List.of();
        return declared.stream()
                .map(constraint -> new SpreadConstraint(
                        constraint.getMaxSkew(),
                        constraint.getTopologyKey(),
                        "DoNotSchedule".equals(constraint.getWhenUnsatisfiable()),
                        selector(pod, constraint),
                        Objects.requireNonNullElse(constraint.getMinDomains(), 1),
                        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
                        "Honor".equals(constraint.getNodeTaintsPolicy())))
                .toList();
    }

    private static LabelSelector selector(PodInfo pod, TopologySpreadConstraint constraint) {
        if (constraint.getLabelSelector() == null) return Selectors.NOTHING;
        LabelSelector selector = LabelSelector.of(constraint.getLabelSelector());
        List<String> keys = Objects.requireNonNullElse(constraint.getMatchLabelKeys(), List.of());
        if (keys.isEmpty()) return selector;
        var all = new ArrayList<Requirement>(selector.requirements());
        for (String key : keys) {
            String value = pod.labels().get(key);
            if (value != null) all.add(new Requirement.In(key, Set.of(value)));
        }
        return new LabelSelector(all);
    }

    /** One of a cluster's defaults. */
    SpreadConstraint withSelector(LabelSelector chosen) {
        return new SpreadConstraint(maxSkew, topologyKey, required, chosen, minDomains, honourAffinity, honourTaints);
    }

    PodMatcher matcher(PodInfo pod) {
        return PodMatcher.of(pod.namespace(), selector, false);
    }

    boolean counts(PodInfo pod, NodeInfo node) {
        return (!honourAffinity || pod.requiredNodes().matches(node.name(), node.labels()))
                && (!honourTaints || TaintToleration.admits(pod, node));
    }

    /** Whether all nodes that have the label are counted, so that the cluster's own counts are those of the Pod. */
    private boolean countsAll(PodInfo pod) {
        return (!honourAffinity || pod.requiredNodes().isEverything()) && !honourTaints;
    }

    /** The number of matching Pods in each domain that has a node that counts. Only nodes with all {@code keys} do. */
    Map<String, Integer> domains(Cycle cycle, Set<String> keys) {
        var counts = cycle.cluster().matching(matcher(cycle.pod()));
        Map<String, Integer> domains = new HashMap<>();
        int all = cycle.cluster().nodes().size();
        boolean labelled = keys.size() == 1
                || keys.stream().allMatch(key -> cycle.cluster().domains(key).labelledNodes() == all);
        if (labelled && countsAll(cycle.pod())) {
            Map<String, Integer> known = counts.by(topologyKey);
            for (String value : cycle.cluster().domains(topologyKey).values()) {
                domains.put(value, known.getOrDefault(value, 0));
            }
            return domains;
        }
        for (NodeInfo node : cycle.cluster().nodes()) {
            if (!node.labels().keySet().containsAll(keys) || !counts(cycle.pod(), node)) continue;
            domains.merge(node.labels().get(topologyKey), counts.on(node.name()), Integer::sum);
        }
        return domains;
    }
}
