/**
 * Finds a node for each Pod that has none: the {@link io.coxswain.controlplane.scheduler.SchedulingQueue} gives the
 * next Pod, the plug-ins of its {@link io.coxswain.controlplane.scheduler.Profile} judge the nodes of the
 * {@link io.coxswain.controlplane.scheduler.ClusterSnapshot}, and the Pod is bound through the Api.
 */
@NullMarked
package io.coxswain.controlplane.scheduler;

import org.jspecify.annotations.NullMarked;
