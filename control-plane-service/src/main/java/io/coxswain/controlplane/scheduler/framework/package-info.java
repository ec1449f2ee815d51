/**
 * What plug-ins of the scheduler are made of: the extension points of
 * {@link io.coxswain.controlplane.scheduler.framework.Plugin}, and the Pods, nodes and counts that they look at.
 */
@NullMarked
package io.coxswain.controlplane.scheduler.framework;

import org.jspecify.annotations.NullMarked;
