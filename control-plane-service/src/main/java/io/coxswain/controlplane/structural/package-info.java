/** Structural schemas of custom resources: what they prune, default, require and say about a value. */
@NullMarked
package io.coxswain.controlplane.structural;

import org.jspecify.annotations.NullMarked;
