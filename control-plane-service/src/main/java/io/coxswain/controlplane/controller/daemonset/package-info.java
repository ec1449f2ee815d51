/** Keeps one Pod on each node that fits, for DaemonSets. */
@NullMarked
package io.coxswain.controlplane.controller.daemonset;

import org.jspecify.annotations.NullMarked;
