package io.coxswain.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;

/** Something that happened and may let a waiting Pod in. */
public sealed interface ClusterEvent {
    record NodeAdded(NodeInfo node) implements ClusterEvent {
        public static NodeAdded of(Node node) {
            return new NodeAdded(NodeInfo.of(node));
        }
    }

    /** A node was given other labels, taints, resources, or may be used again. */
    record NodeChanged(NodeInfo before, NodeInfo node) implements ClusterEvent {
        public static NodeChanged of(Node before, Node now) {
            return new NodeChanged(NodeInfo.of(before), NodeInfo.of(now));
        }
    }

    record NodeGone(NodeInfo last) implements ClusterEvent {}

    /** A Pod has a node now. */
    record PodPlaced(PodInfo pod) implements ClusterEvent {}

    /** A Pod on a node has other labels, or asks for less. */
    record PodChanged(PodInfo before, PodInfo now) implements ClusterEvent {}

    /** A Pod ended or is gone, and its place is free. */
    record PodGone(PodInfo pod, String node) implements ClusterEvent {}

    /** A PersistentVolume, its claim or its class is there or has changed. */
    record VolumeChanged(HasMetadata now) implements ClusterEvent {}

    /** A namespace has other labels. */
    record NamespaceChanged(String name) implements ClusterEvent {}
}
