/** Deletes Pods that no node will ever end, and evicts those that do not tolerate their node's taints. */
@NullMarked
package io.coxswain.controlplane.controller.pod;

import org.jspecify.annotations.NullMarked;
