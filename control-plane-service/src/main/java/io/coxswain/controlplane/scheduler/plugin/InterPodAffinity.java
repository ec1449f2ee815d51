package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.AffinityTerm;
import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.TermIndex.Strength;
import io.coxswain.controlplane.scheduler.framework.TermIndex.Use;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.List;
import java.util.Map;

/** The Pod comes to be with, or away from, other Pods as it and they require; what they prefer counts. */
public final class InterPodAffinity implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
    private static final Verdict AFFINITY = Verdict.unresolvable("node(s) didn't match pod affinity rules");
    private static final Verdict ANTI_AFFINITY = Verdict.unschedulable("node(s) didn't match pod anti-affinity rules");
    private static final Verdict EXISTING =
            Verdict.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

    private final NamespaceLabels namespaces;

    public InterPodAffinity(NamespaceLabels namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        PodInfo pod = cycle.pod();
        Map<String, String> own = namespaces.of(pod.namespace());
        List<Use> against = cycle.cluster().terms().of(Strength.REQUIRED_AWAY).stream()
                .filter(use -> use.term().matches(pod, own))
                .toList();
        List<AffinityTerm> with = pod.affinities().required();
        List<AffinityTerm> away = pod.affinities().requiredAway();
        if (against.isEmpty() && with.isEmpty() && away.isEmpty()) return Prepared.SKIP;
        cycle.state().put(AffinityState.class, AffinityState.of(cycle, namespaces, own, against));
        return Prepared.OK;
    }

    @Override
    public void podAdded(Cycle cycle, PodInfo pod, NodeInfo node) {
        cycle.state().get(AffinityState.class).count(cycle.pod(), pod, node, 1);
    }

    @Override
    public void podRemoved(Cycle cycle, PodInfo pod, NodeInfo node) {
        cycle.state().get(AffinityState.class).count(cycle.pod(), pod, node, -1);
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        AffinityState state = cycle.state().get(AffinityState.class);
        if (!state.isWith(node)) return AFFINITY;
        if (!state.isAway(node)) return ANTI_AFFINITY;
        return state.isUnopposed(node) ? Verdict.ok() : EXISTING;
    }

    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        AffinityPreferences preferences = AffinityPreferences.of(
                cycle, namespaces, namespaces.of(cycle.pod().namespace()));
        if (preferences.isEmpty()) return Verdict.skip();
        cycle.state().put(AffinityPreferences.class, preferences);
        return Verdict.ok();
    }

    @Override
    public long score(Cycle cycle, NodeInfo node) {
        return cycle.state().get(AffinityPreferences.class).of(node);
    }

    @Override
    public void normalise(Cycle cycle, List<NodeInfo> nodes, long[] scores) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (long score : scores) {
            least = Math.min(least, score);
            most = Math.max(most, score);
        }
        for (int at = 0; at < scores.length; at++) {
            scores[at] = most == least ? 0 : (long) (BEST * ((double) (scores[at] - least) / (most - least)));
        }
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded _, ClusterEvent.NamespaceChanged _ -> true;
            case ClusterEvent.NodeChanged(var before, var now) ->
                !before.labels().equals(now.labels());
            case ClusterEvent.PodPlaced(var placed) -> wants(pod, placed);
            case ClusterEvent.PodChanged(var before, var now) ->
                !before.labels().equals(now.labels()) && (wants(pod, now) || concerns(pod, before));
            case ClusterEvent.PodGone(var gone, var _) -> concerns(pod, gone);
            case ClusterEvent.NodeGone _, ClusterEvent.VolumeChanged _ -> false;
        };
    }

    private boolean wants(PodInfo pod, PodInfo other) {
        Map<String, String> labels = namespaces.of(other.namespace());
        return pod.affinities().required().stream().anyMatch(term -> term.matches(other, labels));
    }

    /** One of the two is against the other. */
    private boolean concerns(PodInfo pod, PodInfo other) {
        Map<String, String> otherLabels = namespaces.of(other.namespace());
        Map<String, String> ownLabels = namespaces.of(pod.namespace());
        return pod.affinities().requiredAway().stream().anyMatch(term -> term.matches(other, otherLabels))
                || other.affinities().requiredAway().stream().anyMatch(term -> term.matches(pod, ownLabels));
    }
}
