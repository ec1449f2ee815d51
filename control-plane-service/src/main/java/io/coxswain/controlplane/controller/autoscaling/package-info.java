/** HorizontalPodAutoscalers: how many replicas a workload needs by what its Pods use, and how fast it may change. */
@NullMarked
package io.coxswain.controlplane.controller.autoscaling;

import org.jspecify.annotations.NullMarked;
