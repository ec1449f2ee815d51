package io.coxswain.controlplane.scheduler.framework;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** How many Pods of one kind are where. Kept up by each change, never counted anew. */
public final class MatchCounts {
    private final Map<String, Integer> perNode = new HashMap<>();
    private final Map<String, Map<String, Integer>> perDomain = new HashMap<>();
    private final Function<String, Map<String, String>> labels;

    /** @param labels of a node, by its name; empty for a node that does not exist */
    public MatchCounts(Function<String, Map<String, String>> labels) {
        this.labels = labels;
    }

    public int on(String node) {
        return perNode.getOrDefault(node, 0);
    }

    public boolean isEmpty() {
        return perNode.isEmpty();
    }

    /** The nodes with at least one, and how many. */
    public Map<String, Integer> byNode() {
        return Collections.unmodifiableMap(perNode);
    }

    /** How many there are for each value of this label of nodes; values without any are absent. */
    public Map<String, Integer> by(String topologyKey) {
        Map<String, Integer> known = perDomain.get(topologyKey);
        if (known == null) {
            Map<String, Integer> counted = new HashMap<>();
            perNode.forEach((node, count) -> {
                String value = labels.apply(node).get(topologyKey);
                if (value != null) counted.merge(value, count, Integer::sum);
            });
            perDomain.put(topologyKey, counted);
            known = counted;
        }
        return Collections.unmodifiableMap(known);
    }

    void add(String node, Map<String, String> nodeLabels, int count) {
        plus(perNode, node, count);
        perDomain.forEach((key, counts) -> {
            String value = nodeLabels.get(key);
            if (value != null) plus(counts, value, count);
        });
    }

    void relabelled(String node, Map<String, String> before, Map<String, String> now) {
        Integer count = perNode.get(node);
        if (count == null) return;
        perDomain.forEach((key, counts) -> {
            String old = before.get(key);
            String fresh = now.get(key);
            if (old != null) plus(counts, old, -count);
            if (fresh != null) plus(counts, fresh, count);
        });
    }

    private static void plus(Map<String, Integer> counts, String key, int count) {
        counts.merge(key, count, (one, other) -> one + other == 0 ? null : one + other);
    }
}
