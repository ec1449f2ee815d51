package io.coxswain.controlplane.scheduler.plugin;

/** Prefers nodes with more of their cpu and memory free. */
public final class LeastAllocated implements Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        return (free(pod, node, Resources.CPU) + free(pod, node, Resources.MEMORY)) / 2;
    }

    @Override
    public int weight() {
        return 1;
    }

    private static long free(PodInfo pod, NodeInfo node, String resource) {
        long capacity = node.allocatable().get(resource);
        long taken = node.assumed().get(resource) + pod.assumed().get(resource);
        return capacity <= 0 || taken > capacity ? 0 : (capacity - taken) * BEST / capacity;
    }
}
