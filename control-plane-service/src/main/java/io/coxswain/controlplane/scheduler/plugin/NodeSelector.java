package io.coxswain.controlplane.scheduler.plugin;

import java.util.List;

/** The node has the labels that the Pod's nodeSelector names. */
public final class NodeSelector implements Plugin.Filter {
    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public List<String> filter(PodInfo pod, NodeInfo node) {
        return node.labels().entrySet().containsAll(pod.nodeSelector().entrySet())
                ? List.of()
                : List.of("node(s) didn't match Pod's node affinity/selector");
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.PodGone _ -> false;
            case ClusterEvent.NodeAdded(var node) -> filter(pod, node).isEmpty();
            case ClusterEvent.NodeChanged(var node) -> filter(pod, node).isEmpty();
        };
    }
}
