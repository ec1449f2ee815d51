package io.coxswain.controlplane.scheduler.plugin;

/** Prefers nodes whose cpu and memory would be used to a like degree. */
public final class BalancedAllocation implements Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        double cpu = used(pod, node, Resources.CPU);
        double memory = used(pod, node, Resources.MEMORY);
        return Math.round((1 - Math.abs(cpu - memory) / 2) * BEST);
    }

    @Override
    public int weight() {
        return 1;
    }

    private static double used(PodInfo pod, NodeInfo node, String resource) {
        long capacity = node.allocatable().get(resource);
        if (capacity <= 0) return 1;
        double taken = node.assumed().get(resource) + pod.assumed().get(resource);
        return Math.min(1, taken / capacity);
    }
}
