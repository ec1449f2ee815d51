package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.NodeMatcher;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The node has the labels that the Pod requires, and those that it prefers count. */
public final class NodeAffinity implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
    private static final Verdict REFUSED = Verdict.unresolvable("node(s) didn't match Pod's node affinity/selector");
    private static final Verdict NOT_ENFORCED =
            Verdict.unresolvable("node(s) didn't match scheduler-enforced node affinity");

    private record Preference(NodeMatcher matcher, int weight) {}

    private record Preferences(List<Preference> all) {}

    private final NodeMatcher added;

    /** @param added what all Pods of the profile require beside their own */
    public NodeAffinity(NodeMatcher added) {
        this.added = added;
    }

    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        NodeMatcher required = cycle.pod().requiredNodes();
        if (required.isEverything() && added.isEverything()) return Prepared.SKIP;
        @Nullable Set<String> names = required.names();
        if (names == null) return Prepared.OK;
        return names.isEmpty() ? Prepared.of(REFUSED) : new Prepared(Verdict.ok(), names);
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        if (!added.matches(node.name(), node.labels())) return NOT_ENFORCED;
        return cycle.pod().requiredNodes().matches(node.name(), node.labels()) ? Verdict.ok() : REFUSED;
    }

    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        List<Preference> preferences = preferences(cycle.pod());
        if (preferences.isEmpty()) return Verdict.skip();
        cycle.state().put(Preferences.class, new Preferences(preferences));
        return Verdict.ok();
    }

    private static List<Preference> preferences(PodInfo pod) {
        var affinity = pod.pod().getSpec().getAffinity();
        if (affinity == null || affinity.getNodeAffinity() == null) return List.of();
        List<PreferredSchedulingTerm> terms =
                affinity.getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
        if (terms == null) return List.of();
        return terms.stream()
                .map(term -> new Preference(
                        new NodeMatcher(java.util.Map.of(), List.of(NodeMatcher.term(term.getPreference()))),
                        term.getWeight()))
                .toList();
    }

    @Override
    public long score(Cycle cycle, NodeInfo node) {
        long score = 0;
        for (Preference preference : cycle.state().get(Preferences.class).all()) {
            if (preference.matcher.matches(node.name(), node.labels())) score += preference.weight;
        }
        return score;
    }

    @Override
    public void normalise(Cycle cycle, List<NodeInfo> nodes, long[] scores) {
        DefaultNormalisation.apply(scores, false);
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded(var node) -> admits(pod, node);
            case ClusterEvent.NodeChanged(var before, var node) -> admits(pod, node) && !admits(pod, before);
            case ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.PodChanged _,
                    ClusterEvent.PodGone _,
                    ClusterEvent.VolumeChanged _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }

    private boolean admits(PodInfo pod, NodeInfo node) {
        return added.matches(node.name(), node.labels()) && pod.requiredNodes().matches(node.name(), node.labels());
    }
}
