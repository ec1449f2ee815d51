/** The plug-ins of the scheduler and what they look at: one Pod's wishes and one node's state. */
@NullMarked
package io.coxswain.controlplane.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
