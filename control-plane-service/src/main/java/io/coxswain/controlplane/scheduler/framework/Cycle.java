package io.coxswain.controlplane.scheduler.framework;

/** One attempt to find a node for one Pod. */
public record Cycle(PodInfo pod, ClusterView cluster, Filtering filtering, CycleState state) {
    public Cycle(PodInfo pod, ClusterView cluster, Filtering filtering) {
        this(pod, cluster, filtering, new CycleState());
    }

    /** The same attempt for a simulation. */
    public Cycle fork() {
        return new Cycle(pod, cluster, filtering, state.fork());
    }
}
