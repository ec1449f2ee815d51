package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.Cycle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of an attempt to find a node. */
sealed interface Choice {
    record Node(String name, Cycle cycle) implements Choice {}

    /**
     * No node.
     *
     * @param keptOutBy the plug-ins that kept the Pod out
     * @param nominated the node that now makes room; empty when the Pod is to come to none, null when nothing changes
     */
    record None(
            String message, Set<String> keptOutBy, @Nullable String nominated) implements Choice {}

    /** A plug-in failed. */
    record Broken(String message) implements Choice {}
}
