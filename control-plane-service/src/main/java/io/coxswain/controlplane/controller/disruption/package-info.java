/** Says how many Pods of a PodDisruptionBudget may be evicted now. */
@NullMarked
package io.coxswain.controlplane.controller.disruption;

import org.jspecify.annotations.NullMarked;
