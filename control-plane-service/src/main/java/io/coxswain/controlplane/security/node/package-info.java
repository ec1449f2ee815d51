/** What a node's agent may do: its rights follow from the Pods that are bound to its node. */
@NullMarked
package io.coxswain.controlplane.security.node;

import org.jspecify.annotations.NullMarked;
