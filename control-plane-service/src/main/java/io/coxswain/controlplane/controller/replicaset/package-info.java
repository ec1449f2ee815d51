/** Keeps as many Pods of a template as a ReplicaSet wants. */
@NullMarked
package io.coxswain.controlplane.controller.replicaset;

import org.jspecify.annotations.NullMarked;
