/** The scheduler's plug-ins, one file each; they are listed in SchedulerPlugins. */
@NullMarked
package io.coxswain.controlplane.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
