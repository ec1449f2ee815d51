/**
 * Nodes without containers: many in one process, through the same API as real ones. What their Pods say of themselves
 * is given as stages.
 */
@NullMarked
package io.coxswain.node.simulated;

import org.jspecify.annotations.NullMarked;
