package io.coxswain.controlplane.scheduler.plugin;

import java.util.List;

/** The ports of the node that the Pod wants are free. */
public final class NodePorts implements Plugin.Filter {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public List<String> filter(PodInfo pod, NodeInfo node) {
        return pod.hostPorts().stream().noneMatch(node::clashes)
                ? List.of()
                : List.of("node(s) didn't have free ports for the requested pod ports");
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
