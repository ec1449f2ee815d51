package io.coxswain.controlplane.scheduler.plugin;

/** Something that happened and may let a waiting Pod in. */
public sealed interface ClusterEvent {
    record NodeAdded(NodeInfo node) implements ClusterEvent {}

    /** A node was given other labels, taints or resources. */
    record NodeChanged(NodeInfo node) implements ClusterEvent {}

    /** A Pod ended or is gone, and its place is free. */
    record PodGone(String node) implements ClusterEvent {}
}
