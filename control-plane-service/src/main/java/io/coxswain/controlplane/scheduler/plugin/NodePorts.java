package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.HostPort;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Verdict;

/** The ports of the node that the Pod wants are free. */
public final class NodePorts implements Plugin.PreFilter, Plugin.Filter {
    private static final Verdict REFUSED =
            Verdict.unschedulable("node(s) didn't have free ports for the requested pod ports");

    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public Prepared preFilter(Cycle cycle) {
        return cycle.pod().hostPorts().isEmpty() ? Prepared.SKIP : Prepared.OK;
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        for (HostPort port : cycle.pod().hostPorts()) {
            if (node.clashes(port)) return REFUSED;
        }
        return Verdict.ok();
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded _ -> true;
            case ClusterEvent.PodGone(var gone, var _) ->
                gone.hostPorts().stream()
                        .anyMatch(port -> pod.hostPorts().stream().anyMatch(port::clashesWith));
            case ClusterEvent.NodeChanged _,
                    ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.PodChanged _,
                    ClusterEvent.VolumeChanged _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }
}
