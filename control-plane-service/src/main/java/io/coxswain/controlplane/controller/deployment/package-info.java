/** Rolls a Deployment's template out through ReplicaSets, and remembers the earlier ones. */
@NullMarked
package io.coxswain.controlplane.controller.deployment;

import org.jspecify.annotations.NullMarked;
