package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import io.coxswain.controlplane.scheduler.framework.NodeInfo;
import io.coxswain.controlplane.scheduler.framework.Plugin;
import io.coxswain.controlplane.scheduler.framework.Resources;
import io.coxswain.controlplane.scheduler.framework.Verdict;
import java.util.List;

/** Prefers nodes whose cpu and memory would be used to a like degree. */
public final class NodeResourcesBalancedAllocation implements Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    /** A Pod that asks for nothing changes no balance. */
    @Override
    public Verdict preScore(Cycle cycle, List<NodeInfo> nodes) {
        Resources wanted = cycle.pod().requests();
        return wanted.milliCpu() == 0 && wanted.memory() == 0 ? Verdict.skip() : Verdict.ok();
    }

    @Override
    public long score(Cycle cycle, NodeInfo node) {
        Resources all = node.allocatable();
        if (all.milliCpu() <= 0 || all.memory() <= 0) return BEST;
        Resources wanted = cycle.pod().requests();
        Resources taken = node.requested();
        double cpu = share(wanted.milliCpu() + taken.milliCpu(), all.milliCpu());
        double memory = share(wanted.memory() + taken.memory(), all.memory());
        // of two shares half their distance is the standard deviation
        return (long) ((1 - Math.abs(cpu - memory) / 2) * BEST);
    }

    private static double share(long taken, long capacity) {
        return Math.min(1, (double) taken / capacity);
    }

    @Override
    public int weight() {
        return 1;
    }
}
