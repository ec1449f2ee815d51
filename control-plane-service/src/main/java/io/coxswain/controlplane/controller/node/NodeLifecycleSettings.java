package io.coxswain.controlplane.controller.node;

import java.time.Duration;

/**
 * When nodes count as silent, and how fast their Pods are evicted then.
 *
 * @param monitorGracePeriod for how long a node may say nothing
 * @param evictionRate nodes a second of each zone whose Pods are evicted
 * @param secondaryEvictionRate the same in a large zone of which much is not ready
 * @param largeClusterThreshold up to so many nodes a zone is small: nothing is evicted in it while much is not ready
 * @param unhealthyZoneThreshold the part of a zone's nodes that is much
 */
public record NodeLifecycleSettings(
        Duration monitorGracePeriod,
        double evictionRate,
        double secondaryEvictionRate,
        int largeClusterThreshold,
        double unhealthyZoneThreshold) {}
