/**
 * The data plane: one {@link io.coxswain.gateway.proxy.Exchange} carries a request from a client's connection to an
 * endpoint's and the response back. Both connections live on the same event loop, so nothing here takes a lock.
 */
@NullMarked
package io.coxswain.gateway.proxy;

import org.jspecify.annotations.NullMarked;
