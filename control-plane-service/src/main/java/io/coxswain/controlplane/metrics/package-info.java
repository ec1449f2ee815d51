/** The API metrics.k8s.io, built in: what nodes and Pods use, as their agents tell it through the tunnel. */
@NullMarked
package io.coxswain.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
