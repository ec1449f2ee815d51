package io.coxswain.controlplane.scheduler.framework;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster as it stands during one attempt: nothing of it changes meanwhile. */
public interface ClusterView {
    /** The nodes that exist, those of one zone never all in a row. */
    List<NodeInfo> nodes();

    @Nullable NodeInfo node(String name);

    /** How many Pods match, by node and by topology: kept up from now on, counted only at the first request. */
    MatchCounts matching(PodMatcher matcher);

    /** The affinity of the Pods that have a node. */
    TermIndex terms();

    /** How many nodes each value of this label has. */
    Domains domains(String topologyKey);

    /** The Pods that are to come to this node when those that were preempted for them are gone. */
    List<PodInfo> nominated(String node);
}
