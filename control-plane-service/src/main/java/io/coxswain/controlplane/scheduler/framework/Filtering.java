package io.coxswain.controlplane.scheduler.framework;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the filters of a profile, in the cluster as it is or as a simulation changes it. */
public record Filtering(List<Plugin.PreFilter> preFilters, List<Plugin.Filter> filters) {
    /** What the first filter that refused a node said. */
    public record Refusal(String plugin, Verdict verdict) {}

    public Filtering {
        preFilters = List.copyOf(preFilters);
        filters = List.copyOf(filters);
    }

    /** Null when the Pod can run on the node. */
    public @Nullable Refusal refusal(Cycle cycle, NodeInfo node) {
        for (Plugin.Filter filter : filters) {
            if (!cycle.state().filters(filter)) continue;
            Verdict verdict = filter.filter(cycle, node);
            if (!verdict.isOk()) return new Refusal(filter.name(), verdict);
        }
        return null;
    }

    /**
     * The same, where Pods that count no less are to come to the node: it must suit with them, and also without them,
     * if one of them does not come after all.
     */
    public @Nullable Refusal refusalBesideNominated(Cycle cycle, NodeInfo node) {
        List<PodInfo> nominated = cycle.cluster().nominated(node.name()).stream()
                .filter(pod -> pod.priority() >= cycle.pod().priority()
                        && !pod.uid().equals(cycle.pod().uid()))
                .toList();
        if (!nominated.isEmpty()) {
            Cycle simulated = cycle.fork();
            NodeInfo fuller = node.copy();
            nominated.forEach(pod -> add(simulated, pod, fuller));
            Refusal refusal = refusal(simulated, fuller);
            if (refusal != null) return refusal;
        }
        return refusal(cycle, node);
    }

    /** In a simulation, to a copy of the node. */
    public void add(Cycle simulated, PodInfo pod, NodeInfo node) {
        node.add(pod);
        for (Plugin.PreFilter plugin : preFilters) {
            if (simulated.state().filters(plugin)) plugin.podAdded(simulated, pod, node);
        }
    }

    /** In a simulation, from a copy of the node. */
    public void remove(Cycle simulated, PodInfo pod, NodeInfo node) {
        node.remove(pod);
        for (Plugin.PreFilter plugin : preFilters) {
            if (simulated.state().filters(plugin)) plugin.podRemoved(simulated, pod, node);
        }
    }
}
