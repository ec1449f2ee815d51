package io.coxswain.node.network;

import java.util.Collection;

/**
 * The network of one node. Order of use: {@link #ensure}, then {@link #address} for the Node's status, then
 * {@link #assignPodRange} once the Node has its podCIDR, then {@link #pods}.
 */
public interface NodeNetwork extends AutoCloseable {
    /** What a repair found. When the namespace was replaced, replug the Pods and restart those with hostNetwork. */
    record Ensured(boolean namespaceReplaced) {}

    /**
     * Makes whatever is missing of image, holder, underlay, links, routes and rules, and changes nothing that is right.
     * Called at start, when the holder or the underlay container died, and now and then.
     */
    Ensured ensure();

    /**
     * The node's address on the underlay (the InternalIP). It stays the same for good. Needs one {@link #ensure}
     * before.
     */
    String address();

    /**
     * The container whose network a hostNetwork Pod joins ({@code container:<id>}). Needs one {@link #ensure} before.
     */
    String holderId();

    /** Another value for each life of the node's namespace; what joined another one is cut off. */
    String namespaceId();

    /** Makes the Pod bridge for the node's podCIDR, and the host's route to it. */
    void assignPodRange(String podRange);

    /** The routes to the Pods of all other nodes, replacing those told before. */
    void routeTo(Collection<PeerNode> peers);

    /** Needs {@link #assignPodRange} before. */
    PodNetwork pods();

    /** The namespace, for sockets that belong to the node (kubelet port, DNS, probes and streams into Pods). */
    NodeNamespace namespace();

    /**
     * Removes this node's holder, links, routes and checkpoints; with the last node of the cluster, also what all
     * share.
     */
    void deleteAll();

    /** Lets go of the namespace. Everything in the kernel and the holder stays as it is. */
    @Override
    void close();
}
