/** Tells which Pods serve a Service, and on which ports. */
@NullMarked
package io.coxswain.controlplane.controller.endpointslice;

import org.jspecify.annotations.NullMarked;
