/**
 * Many byte streams over one connection that a node agent has dialled to a control plane, so that the control plane
 * reaches a node without a route to it. Hides framing, flow control and keep-alive.
 */
@NullMarked
package io.coxswain.tunnel;

import org.jspecify.annotations.NullMarked;
