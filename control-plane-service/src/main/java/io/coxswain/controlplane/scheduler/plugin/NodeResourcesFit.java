package io.coxswain.controlplane.scheduler.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The node has room for what the Pod requests. */
public final class NodeResourcesFit implements Plugin.Filter {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public List<String> filter(PodInfo pod, NodeInfo node) {
        var lacks = new ArrayList<String>();
        if (node.podCount() + 1 > node.allocatable().get(Resources.PODS)) lacks.add("Too many pods");
        new TreeMap<>(pod.requests().amounts()).forEach((resource, amount) -> {
            long free = node.allocatable().get(resource) - node.requested().get(resource);
            if (amount > 0 && amount > free) lacks.add("Insufficient " + resource);
        });
        return lacks;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.PodGone _ -> true;
            case ClusterEvent.NodeAdded(var node) -> filter(pod, node).isEmpty();
            case ClusterEvent.NodeChanged(var node) -> filter(pod, node).isEmpty();
        };
    }
}
