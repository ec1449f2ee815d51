package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.MatchCounts;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How full the domains of the constraints are that a Pod would like to see kept. */
record SpreadScores(List<Part> parts, Set<String> requiredKeys) {
    private static final String HOSTNAME = "kubernetes.io/hostname";

    private record Part(SpreadConstraint constraint, Map<String, Integer> domains, MatchCounts counts, double weight) {
        double of(NodeInfo node) {
            String value = node.labels().get(constraint.topologyKey());
            if (value == null) return 0;
            int count =
                    constraint.topologyKey().equals(HOSTNAME) ? counts.on(node.name()) : domains.getOrDefault(value, 0);
            return count * weight + (constraint.maxSkew() - 1);
        }
    }

    /** @param all only nodes that have the labels of all constraints are scored */
    static SpreadScores of(Cycle cycle, List<SpreadConstraint> constraints, List<NodeInfo> nodes, boolean all) {
        Set<String> keys = all
                ? constraints.stream().map(SpreadConstraint::topologyKey).collect(Collectors.toUnmodifiableSet())
                : Set.of();
        List<NodeInfo> scored = nodes.stream()
                .filter(node -> node.labels().keySet().containsAll(keys))
                .toList();
        var parts = new ArrayList<Part>();
        for (SpreadConstraint constraint : constraints) {
            String key = constraint.topologyKey();
            boolean byHost = key.equals(HOSTNAME);
            int size = byHost ? scored.size() : values(scored, key);
            // many domains make small differences: the weight keeps them from being drowned
            double weight = Math.log(size + 2);
            parts.add(new Part(
                    constraint,
                    byHost ? Map.of() : constraint.domains(cycle, all ? keys : Set.of(key)),
                    cycle.cluster().matching(constraint.matcher(cycle.pod())),
                    weight));
        }
        return new SpreadScores(parts, keys);
    }

    private static int values(List<NodeInfo> nodes, String key) {
        var values = new HashSet<String>();
        for (NodeInfo node : nodes) values.add(node.labels().getOrDefault(key, ""));
        return values.size();
    }

    boolean ignores(NodeInfo node) {
        return !node.labels().keySet().containsAll(requiredKeys);
    }

    long of(NodeInfo node) {
        if (ignores(node)) return 0;
        double score = 0;
        for (Part part : parts) score += part.of(node);
        return Math.round(score);
    }

    void normalise(List<NodeInfo> nodes, long[] scores) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int at = 0; at < scores.length; at++) {
            if (ignores(nodes.get(at))) continue;
            least = Math.min(least, scores[at]);
            most = Math.max(most, scores[at]);
        }
        for (int at = 0; at < scores.length; at++) {
            if (ignores(nodes.get(at))) scores[at] = 0;
            else if (most == 0) scores[at] = 100;
            else scores[at] = 100 * (most + least - scores[at]) / most;
        }
    }
}
