package io.coxswain.controlplane.scheduler.plugin;

import java.util.List;

/** One rule of the scheduler. What it looks at does not change while it looks. */
public sealed interface Plugin {
    /** As Kubernetes names it. */
    String name();

    /** Says whether a Pod can run on a node at all. */
    non-sealed interface Filter extends Plugin {
        /** Why not, in Kubernetes' words; empty when it can. */
        List<String> filter(PodInfo pod, NodeInfo node);

        /** Whether this happening may let a Pod in that this plug-in kept out; on doubt true. */
        boolean mayHelp(PodInfo pod, ClusterEvent event);
    }

    /** Says how well a node that can run a Pod suits it. */
    non-sealed interface Score extends Plugin {
        int BEST = 100;

        /** From 0 to {@link #BEST}. */
        long score(PodInfo pod, NodeInfo node);

        /** How much it counts beside the others. */
        int weight();
    }
}
