package io.coxswain.node.network;

import io.coxswain.node.linux.Ipv4Address;
import io.coxswain.node.linux.Ipv4Range;
import org.jspecify.annotations.Nullable;

/** What lies around a node: the container that holds its namespace, and the links and routes that lead into it. */
interface NodeSurroundings {
    /**
     * What a node stands on.
     *
     * @param address of the node on the link to the others
     * @param mtu of that link
     * @param gateway the default route of the node; null where the namespace came with one
     * @param isNewNamespace whether another namespace was entered than the one before
     */
    record Ground(Ipv4Address address, int mtu, @Nullable Ipv4Address gateway, boolean isNewNamespace) {}

    /** Makes what is missing and enters the node's namespace. */
    Ground ensure(EnteredNamespace namespace);

    /** The container whose namespace was entered last. */
    String holderId();

    /** Another value for each life of the namespace that was entered last. */
    String namespaceId();

    /** Leads packets to Services through the node, and lets its Pods out. */
    void routeThrough(Ipv4Address node);

    /** Leads packets to the node's Pods. */
    void routeToPods(Ipv4Range podRange, Ipv4Address node);

    /** Takes away what was made. */
    void remove();
}
