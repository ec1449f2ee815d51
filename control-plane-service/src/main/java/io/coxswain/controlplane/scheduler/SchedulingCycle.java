package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterView;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.Filtering;
import io.coxswain.controlplane.scheduler.framework.Filtering.Refusal;
import io.coxswain.controlplane.scheduler.framework.FitReport;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Chooses a node: filters until enough are found, scores those, and takes one of the best at random. */
final class SchedulingCycle {
    private static final int ALL_BELOW = 100;
    private static final int LEAST_PERCENT = 5;

    private final Profile profile;
    private final Filtering filtering;
    private final Scoring scoring;
    private final int percentage;
    private int start;

    /** @param percentage of the nodes that are looked at; 0 adapts to their number */
    SchedulingCycle(Profile profile, int percentage) {
        this.profile = profile;
        this.filtering = new Filtering(profile.preFilters, profile.filters);
        this.scoring = new Scoring(profile.scores);
        this.percentage = percentage;
    }

    Choice choose(PodInfo pod, ClusterView cluster, Decision.Builder decision) {
        if (cluster.nodes().isEmpty()) {
            return new Choice.None("no nodes available to schedule pods", Set.of(), null);
        }
        var cycle = new Cycle(pod, cluster, filtering);
        Set<String> only = null;
        var narrowedBy = new TreeSet<String>();
        for (Plugin.PreFilter plugin : profile.preFilters) {
            Plugin.PreFilter.Prepared prepared = plugin.preFilter(cycle);
            switch (prepared.verdict()) {
                case Verdict.Skip _ -> cycle.state().skipFilter(plugin.name());
                case Verdict.Fault(var message) -> {
                    return new Choice.Broken("running PreFilter plugin \"" + plugin.name() + "\": " + message);
                }
                case Verdict.Unschedulable _, Verdict.Unresolvable _ -> {
                    return refusedAtOnce(cycle, plugin.name(), prepared.verdict(), decision);
                }
                case Verdict.Ok _ -> {}
            }
            if (prepared.nodes() == null) continue;
            narrowedBy.add(plugin.name());
            if (only == null) only = new HashSet<>(prepared.nodes());
            else only.retainAll(prepared.nodes());
            if (only.isEmpty()) {
                Verdict none = Verdict.unresolvable(
                        "node(s) didn't satisfy plugin(s) " + names(narrowedBy) + " simultaneously");
                return refusedAtOnce(cycle, plugin.name(), none, decision);
            }
        }
        return chooseAmong(cycle, only, narrowedBy, decision);
    }

    private Choice chooseAmong(
            Cycle cycle, @Nullable Set<String> only, Set<String> narrowedBy, Decision.Builder decision) {
        Map<String, Refusal> refusals = new LinkedHashMap<>();
        List<NodeInfo> feasible = nominated(cycle, refusals);
        if (feasible.isEmpty()) feasible = feasible(cycle, candidates(cycle, only), refusals);
        for (Map.Entry<String, Refusal> refusal : refusals.entrySet()) {
            decision.refused(refusal.getKey(), refusal.getValue());
            if (refusal.getValue().verdict() instanceof Verdict.Fault(var message)) {
                return new Choice.Broken("running \"" + refusal.getValue().plugin() + "\" filter plugin: " + message);
            }
        }
        if (!feasible.isEmpty()) return scoring.best(cycle, feasible, decision);
        int all = cycle.cluster().nodes().size();
        String message = FitReport.of(
                all,
                refusals.values().stream().map(each -> each.verdict().why()).toList(),
                only == null ? 0 : all - refusals.size(),
                "node(s) didn't satisfy plugin(s) " + names(narrowedBy));
        var keptOutBy = new TreeSet<>(narrowedBy);
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        refusals.forEach((node, refusal) -> {
            keptOutBy.add(refusal.plugin());
            verdicts.put(node, refusal.verdict());
        });
        return afterFilters(cycle, message, keptOutBy, verdicts);
    }

    /** The node that preemption made room on is looked at before all others. */
    private List<NodeInfo> nominated(Cycle cycle, Map<String, Refusal> refusals) {
        String name = cycle.pod().nominatedNode();
        NodeInfo node = name.isEmpty() ? null : cycle.cluster().node(name);
        if (node == null) return List.of();
        Refusal refusal = filtering.refusalBesideNominated(cycle, node);
        if (refusal == null) return List.of(node);
        refusals.put(name, refusal);
        return List.of();
    }

    private static List<NodeInfo> candidates(Cycle cycle, @Nullable Set<String> only) {
        if (only == null) return cycle.cluster().nodes();
        var named = new ArrayList<NodeInfo>();
        for (String name : only) {
            NodeInfo node = cycle.cluster().node(name);
            if (node != null) named.add(node);
        }
        return named;
    }

    private List<NodeInfo> feasible(Cycle cycle, List<NodeInfo> nodes, Map<String, Refusal> refusals) {
        if (nodes.isEmpty()) return List.of();
        int enough = enough(nodes.size(), percentage);
        var feasible = new ArrayList<NodeInfo>(enough);
        int seen = 0;
        // each Pod begins where the last one stopped, so that all nodes get their turn
        while (seen < nodes.size() && feasible.size() < enough) {
            NodeInfo node = nodes.get((start + seen++) % nodes.size());
            Refusal refusal = filtering.refusalBesideNominated(cycle, node);
            if (refusal == null) feasible.add(node);
            else refusals.put(node.name(), refusal);
            if (refusal != null && refusal.verdict() instanceof Verdict.Fault) break;
        }
        start = (start + seen) % nodes.size();
        return feasible;
    }

    private Choice refusedAtOnce(Cycle cycle, String plugin, Verdict verdict, Decision.Builder decision) {
        List<NodeInfo> nodes = cycle.cluster().nodes();
        decision.refusedEverywhere(plugin, verdict);
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        if (verdict instanceof Verdict.Unschedulable) nodes.forEach(node -> verdicts.put(node.name(), verdict));
        return afterFilters(cycle, FitReport.ofPod(nodes.size(), verdict.why()), Set.of(plugin), verdicts);
    }

    /** The first that makes room ends the search for room. */
    private Choice afterFilters(Cycle cycle, String message, Set<String> keptOutBy, Map<String, Verdict> verdicts) {
        String nominated = null;
        String told = "";
        for (Plugin.PostFilter plugin : profile.postFilters) {
            Plugin.PostFilter.Result result = plugin.postFilter(cycle, verdicts);
            nominated = result.node();
            told = result.message();
            if (nominated != null && !nominated.isEmpty()) break;
        }
        return new Choice.None(told.isEmpty() ? message : message + " " + told, keptOutBy, nominated);
    }

    /** Of many nodes only a part is looked at: the best of hundreds is good enough. */
    static int enough(int nodes, int percentage) {
        if (nodes < ALL_BELOW || percentage >= 100) return nodes;
        int percent = percentage > 0 ? percentage : Math.max(LEAST_PERCENT, 50 - nodes / 125);
        return Math.max(ALL_BELOW, nodes * percent / 100);
    }

    private static String names(Set<String> plugins) {
        return "[" + String.join(" ", plugins) + "]";
    }
}
