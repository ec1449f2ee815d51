package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.plugin.BalancedAllocation;
import io.coxswain.controlplane.scheduler.plugin.LeastAllocated;
import io.coxswain.controlplane.scheduler.plugin.NodePorts;
import io.coxswain.controlplane.scheduler.plugin.NodeResourcesFit;
import io.coxswain.controlplane.scheduler.plugin.NodeSelector;
import io.coxswain.controlplane.scheduler.plugin.NodeUnschedulable;
import io.coxswain.controlplane.scheduler.plugin.Plugin;
import io.coxswain.controlplane.scheduler.plugin.PreferNoSchedule;
import io.coxswain.controlplane.scheduler.plugin.TaintToleration;
import java.util.List;

/** The registry of the scheduler's plug-ins. The first filter that keeps a Pod off a node tells why. */
public final class SchedulerPlugins {
    /** The cheap and most common reasons first, as Kubernetes orders them. */
    public static final List<Plugin.Filter> FILTERS = List.of(
            new NodeUnschedulable(),
            new TaintToleration(),
            new NodeSelector(),
            new NodePorts(),
            new NodeResourcesFit());

    public static final List<Plugin.Score> SCORES =
            List.of(new PreferNoSchedule(), new LeastAllocated(), new BalancedAllocation());

    private SchedulerPlugins() {}
}
