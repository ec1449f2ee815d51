/** Bounds the requests at work, shared fairly among those who send them: Kubernetes' priority and fairness. */
@NullMarked
package io.coxswain.controlplane.fairness;

import org.jspecify.annotations.NullMarked;
