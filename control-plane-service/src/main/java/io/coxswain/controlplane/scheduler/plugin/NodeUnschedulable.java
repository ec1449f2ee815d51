package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import io.coxswain.model.Tolerations;

/** The node takes new Pods, or the Pod tolerates that it does not. */
public final class NodeUnschedulable implements Plugin.Filter {
    private static final Verdict REFUSED = Verdict.unresolvable("node(s) were unschedulable");

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        return admits(cycle.pod(), node) ? Verdict.ok() : REFUSED;
    }

    private static boolean admits(PodInfo pod, NodeInfo node) {
        return !node.isUnschedulable() || Tolerations.tolerate(pod.tolerations(), Tolerations.UNSCHEDULABLE);
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded(var node) -> admits(pod, node);
            case ClusterEvent.NodeChanged(var before, var node) -> admits(pod, node) && !admits(pod, before);
            case ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.PodChanged _,
                    ClusterEvent.PodGone _,
                    ClusterEvent.VolumeChanged _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }
}
