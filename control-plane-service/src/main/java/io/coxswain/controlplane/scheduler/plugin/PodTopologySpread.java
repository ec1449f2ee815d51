package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The Pods of a kind are spread over zones, hosts, or what the Pod names. */
public final class PodTopologySpread implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
    private static final Verdict UNEVEN = Verdict.unschedulable("node(s) didn't match pod topology spread constraints");
    private static final Verdict UNLABELLED =
            Verdict.unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

    /** What Pods without constraints would like: not all on one host, nor all in one zone. */
    private static final List<SpreadConstraint> DEFAULTS =
            List.of(preferred(3, "kubernetes.io/hostname"), preferred(5, "topology.kubernetes.io/zone"));

    private final boolean defaults;
    private final Function<PodInfo, Optional<LabelSelector>> alike;

    /**
     * Spreads.
     *
     * @param defaults whether Pods without constraints are spread, too
     * @param alike picks the Pods that belong with a Pod, by its Service and its owner
     */
    public PodTopologySpread(boolean defaults, Function<PodInfo, Optional<LabelSelector>> alike) {
        this.defaults = defaults;
        this.alike = alike;
    }

    private static SpreadConstraint preferred(int maxSkew, String topologyKey) {
        return new SpreadConstraint(maxSkew, topologyKey, false, Selectors.NOTHING, 1, true, false);
    }

    @Override
    public String name() {
        return "PodTopologySpread";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        List<SpreadConstraint> required = SpreadConstraint.of(cycle.pod()).stream()
                .filter(SpreadConstraint::required)
                .toList();
        if (required.isEmpty()) return Prepared.SKIP;
        cycle.state().put(SpreadState.class, SpreadState.of(cycle, required));
        return Prepared.OK;
    }

    @Override
    public void podAdded(Cycle cycle, PodInfo pod, NodeInfo node) {
        cycle.state().get(SpreadState.class).count(cycle.pod(), pod, node, 1);
    }

    @Override
    public void podRemoved(Cycle cycle, PodInfo pod, NodeInfo node) {
        cycle.state().get(SpreadState.class).count(cycle.pod(), pod, node, -1);
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        Boolean even = cycle.state().get(SpreadState.class).isEven(node);
        if (even == null) return UNLABELLED;
        return even ? Verdict.ok() : UNEVEN;
    }

    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        List<SpreadConstraint> declared = SpreadConstraint.of(cycle.pod());
        List<SpreadConstraint> wished = declared.isEmpty()
                ? defaultsFor(cycle.pod())
                : declared.stream().filter(each -> !each.required()).toList();
        if (wished.isEmpty()) return Verdict.skip();
        cycle.state().put(SpreadScores.class, SpreadScores.of(cycle, wished, nodes, !declared.isEmpty()));
        return Verdict.ok();
    }

    private List<SpreadConstraint> defaultsFor(PodInfo pod) {
        if (!defaults) return List.of();
        return alike.apply(pod)
                .map(selector -> DEFAULTS.stream()
                        .map(each -> each.withSelector(selector))
                        .toList())
                .orElse(List.of());
    }

    @Override
    public long score(Cycle cycle, NodeInfo node) {
        return cycle.state().get(SpreadScores.class).of(node);
    }

    @Override
    public void normalise(Cycle cycle, List<NodeInfo> nodes, long[] scores) {
        cycle.state().get(SpreadScores.class).normalise(nodes, scores);
    }

    @Override
    public int weight() {
        return 2;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        List<SpreadConstraint> constraints = SpreadConstraint.of(pod);
        return switch (event) {
            case ClusterEvent.NodeAdded(var node) -> isLabelled(constraints, node);
            case ClusterEvent.NodeChanged(var before, var now) ->
                isLabelled(constraints, before) || isLabelled(constraints, now);
            case ClusterEvent.NodeGone(var last) -> isLabelled(constraints, last);
            case ClusterEvent.PodPlaced(var other) -> counts(constraints, pod, other);
            case ClusterEvent.PodChanged(var before, var now) ->
                counts(constraints, pod, before) != counts(constraints, pod, now);
            case ClusterEvent.PodGone(var gone, var _) ->
                gone.namespace().equals(pod.namespace())
                        && constraints.stream().anyMatch(each -> each.selector().matches(gone.labels()));
            case ClusterEvent.VolumeChanged _, ClusterEvent.NamespaceChanged _ -> false;
        };
    }

    private static boolean isLabelled(List<SpreadConstraint> constraints, NodeInfo node) {
        return constraints.stream().allMatch(each -> node.labels().containsKey(each.topologyKey()));
    }

    private static boolean counts(List<SpreadConstraint> constraints, PodInfo pod, PodInfo other) {
        return constraints.stream().anyMatch(each -> each.matcher(pod).matches(other));
    }
}
