package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.controlplane.scheduler.framework.Resources;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.ArrayList;
import java.util.List;

/** The node has room for what the Pod requests, and the more of it stays free the better. */
public final class NodeResourcesFit implements Plugin.Filter, Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public Verdict filter(Cycle cycle, NodeInfo node) {
        return fits(cycle.pod(), node) ? Verdict.ok() : refusal(cycle.pod(), node);
    }

    private static boolean fits(PodInfo pod, NodeInfo node) {
        Resources wanted = pod.requests();
        Resources all = node.allocatable();
        Resources taken = node.requested();
        if (node.podCount() + 1 > all.pods()) return false;
        if (exceeds(wanted.milliCpu(), taken.milliCpu(), all.milliCpu())) return false;
        if (exceeds(wanted.memory(), taken.memory(), all.memory())) return false;
        if (exceeds(wanted.ephemeral(), taken.ephemeral(), all.ephemeral())) return false;
        if (wanted.others().isEmpty()) return true;
        for (String name : wanted.others().keySet()) {
            if (exceeds(wanted.get(name), taken.get(name), all.get(name))) return false;
        }
        return true;
    }

    private static boolean exceeds(long wanted, long taken, long all) {
        return wanted > 0 && wanted > all - taken;
    }

    /** Where the Pod asks for more than the whole node has, no preemption helps. */
    private static Verdict refusal(PodInfo pod, NodeInfo node) {
        Resources wanted = pod.requests();
        var lacks = new ArrayList<String>();
        boolean hopeless = false;
        if (node.podCount() + 1 > node.allocatable().pods()) lacks.add("Too many pods");
        var names = new ArrayList<>(List.of(Resources.CPU, Resources.MEMORY, Resources.EPHEMERAL));
        names.addAll(wanted.otherNames());
        for (String name : names) {
            long amount = wanted.get(name);
            long all = node.allocatable().get(name);
            if (!exceeds(amount, node.requested().get(name), all)) continue;
            lacks.add("Insufficient " + name);
            hopeless |= amount > all;
        }
        return hopeless ? new Verdict.Unresolvable(lacks) : new Verdict.Unschedulable(lacks);
    }

    /** Least allocated: the share of cpu and memory that stays free. */
    @Override
    public long score(Cycle cycle, NodeInfo node) {
        Resources all = node.allocatable();
        Resources taken = node.assumed();
        Resources wanted = cycle.pod().assumed();
        long cpu = free(wanted.milliCpu() + taken.milliCpu(), all.milliCpu());
        long memory = free(wanted.memory() + taken.memory(), all.memory());
        int counted = (all.milliCpu() > 0 ? 1 : 0) + (all.memory() > 0 ? 1 : 0);
        return counted == 0 ? 0 : (cpu + memory) / counted;
    }

    private static long free(long taken, long capacity) {
        return capacity <= 0 || taken > capacity ? 0 : (capacity - taken) * BEST / capacity;
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public boolean mayHelp(PodInfo pod, ClusterEvent event) {
        return switch (event) {
            case ClusterEvent.NodeAdded(var node) -> fits(pod, node);
            case ClusterEvent.NodeChanged(var before, var node) -> fits(pod, node) && grew(before, node);
            case ClusterEvent.PodGone _ -> true;
            case ClusterEvent.PodChanged(var before, var now) ->
                !before.requests().equals(now.requests());
            case ClusterEvent.NodeGone _,
                    ClusterEvent.PodPlaced _,
                    ClusterEvent.VolumeChanged _,
                    ClusterEvent.NamespaceChanged _ -> false;
        };
    }

    private static boolean grew(NodeInfo before, NodeInfo now) {
        Resources old = before.allocatable();
        Resources fresh = now.allocatable();
        return fresh.milliCpu() > old.milliCpu()
                || fresh.memory() > old.memory()
                || fresh.ephemeral() > old.ephemeral()
                || fresh.pods() > old.pods()
                || fresh.others().keySet().stream().anyMatch(name -> fresh.get(name) > old.get(name));
    }
}
