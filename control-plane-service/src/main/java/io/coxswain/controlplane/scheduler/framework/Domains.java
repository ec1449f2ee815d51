package io.coxswain.controlplane.scheduler.framework;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that a label of nodes has, with the number of nodes for each. */
public final class Domains {
    private final String topologyKey;
    private final Map<String, Integer> nodes = new HashMap<>();
    private int labelled;

    public Domains(String topologyKey) {
        this.topologyKey = topologyKey;
    }

    public Set<String> values() {
        return Collections.unmodifiableSet(nodes.keySet());
    }

    /** How many nodes have the label at all. */
    public int labelledNodes() {
        return labelled;
    }

    void relabelled(Map<String, String> before, Map<String, String> now) {
        count(before.get(topologyKey), -1);
        count(now.get(topologyKey), 1);
    }

    private void count(@Nullable String value, int by) {
        if (value == null) return;
        labelled += by;
        nodes.merge(value, by, (one, other) -> one + other == 0 ? null : one + other);
    }
}
