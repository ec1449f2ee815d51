package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import java.util.Comparator;
import java.util.Set;

/** What the queue asks the plug-ins of a Pod's profile. */
interface QueueRules {
    Comparator<PodInfo> order();

    /** False for a Pod that is not to be scheduled yet. */
    boolean admits(PodInfo pod);

    /** Whether this may let a Pod in that these plug-ins kept out. */
    boolean mayHelp(PodInfo pod, Set<String> keptOutBy, ClusterEvent event);
}
