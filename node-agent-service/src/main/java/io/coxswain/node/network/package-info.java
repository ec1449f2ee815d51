/**
 * The network of a node: the namespace that a holder container keeps, the underlay between nodes and host, the Pods'
 * addresses and links. Nothing here touches the host's default route.
 */
@NullMarked
package io.coxswain.node.network;

import org.jspecify.annotations.NullMarked;
