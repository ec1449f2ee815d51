package io.coxswain.controlplane.scheduler.plugin;

import java.util.List;

/** The node takes new Pods. */
public final class NodeUnschedulable implements Plugin.Filter {
    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public List<String> filter(PodInfo pod, NodeInfo node) {
        return !node.isUnschedulable() || Tolerations.tolerate(pod.tolerations(), Tolerations.UNSCHEDULABLE)
                ? List.of()
                : List.of("node(s) were unschedulable");
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
