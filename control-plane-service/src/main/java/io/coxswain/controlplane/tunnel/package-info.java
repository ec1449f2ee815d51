/**
 * The way from the API server to the kubelets: tunnels that agents have dialled, and the proxy that answers a Pod's
 * streaming subresources through them. Hides framing, inner TLS and the relay of upgraded connections.
 */
@NullMarked
package io.coxswain.controlplane.tunnel;

import org.jspecify.annotations.NullMarked;
