/** The way from Pods to the API server: the address of its Service, answered by every node. */
@NullMarked
package io.coxswain.node.relay;

import org.jspecify.annotations.NullMarked;
