/**
 * The agent's end of the tunnel: dials the API server, keeps the tunnel open, and decides what may be reached through
 * it.
 */
@NullMarked
package io.coxswain.node.tunnel;

import org.jspecify.annotations.NullMarked;
