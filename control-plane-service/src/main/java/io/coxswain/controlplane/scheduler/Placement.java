package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.plugin.NodeInfo;
import io.coxswain.controlplane.scheduler.plugin.Plugin;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Chooses a node: filters until enough are found, scores those, and takes one of the best at random. */
final class Placement {
    /** What became of a Pod. */
    sealed interface Choice {
        record Node(String name) implements Choice {}

        /** No node: {@code plugins} names the filters that kept it out. */
        record None(String message, Set<String> plugins) implements Choice {}
    }

    private static final int ALL_BELOW = 100;
    private static final int LEAST_PERCENT = 5;

    private final List<Plugin.Filter> filters;
    private final List<Plugin.Score> scores;
    private int start;

    Placement(List<Plugin.Filter> filters, List<Plugin.Score> scores) {
        this.filters = List.copyOf(filters);
        this.scores = List.copyOf(scores);
    }

    Choice choose(PodInfo pod, List<NodeInfo> nodes) {
        if (nodes.isEmpty()) return new Choice.None("no nodes available to schedule pods", Set.of());
        int enough = enough(nodes.size());
        var feasible = new ArrayList<NodeInfo>();
        var reasons = new TreeMap<String, Integer>();
        var plugins = new TreeSet<String>();
        int seen = 0;
        // each Pod begins where the last one stopped, so that all nodes get their turn
        while (seen < nodes.size() && feasible.size() < enough) {
            NodeInfo node = nodes.get((start + seen++) % nodes.size());
            if (fits(pod, node, reasons, plugins)) feasible.add(node);
        }
        start = (start + seen) % nodes.size();
        if (feasible.isEmpty()) return new Choice.None(message(nodes.size(), reasons), plugins);
        return new Choice.Node(best(pod, feasible).name());
    }

    /** Of many nodes only a part is looked at: the best of hundreds is good enough. */
    static int enough(int nodes) {
        if (nodes < ALL_BELOW) return nodes;
        int percent = Math.max(LEAST_PERCENT, 50 - nodes / 125);
        return Math.max(ALL_BELOW, nodes * percent / 100);
    }

    private boolean fits(PodInfo pod, NodeInfo node, Map<String, Integer> reasons, Set<String> plugins) {
        for (Plugin.Filter filter : filters) {
            List<String> against = filter.filter(pod, node);
            if (against.isEmpty()) continue;
            against.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            plugins.add(filter.name());
            return false;
        }
        return true;
    }

    private NodeInfo best(PodInfo pod, List<NodeInfo> feasible) {
        NodeInfo best = feasible.getFirst();
        if (feasible.size() == 1) return best;
        long highest = Long.MIN_VALUE;
        int equals = 0;
        for (NodeInfo node : feasible) {
            long score = 0;
            for (Plugin.Score plugin : scores) score += plugin.weight() * plugin.score(pod, node);
            if (score > highest) {
                highest = score;
                best = node;
                equals = 1;
            } else if (score == highest && ThreadLocalRandom.current().nextInt(++equals) == 0) {
                best = node;
            }
        }
        return best;
    }

    private static String message(int nodes, Map<String, Integer> reasons) {
        return reasons.entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .sorted()
                .collect(Collectors.joining(", ", "0/" + nodes + " nodes are available: ", "."));
    }
}
