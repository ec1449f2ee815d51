/** Keeps Pods with lasting names, claims and order for StatefulSets. */
@NullMarked
package io.coxswain.controlplane.controller.statefulset;

import org.jspecify.annotations.NullMarked;
