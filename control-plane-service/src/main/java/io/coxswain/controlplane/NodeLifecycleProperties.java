package io.coxswain.controlplane;

import io.coxswain.controlplane.controller.node.NodeLifecycleSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of nodes that are not ready and of Pods that are left, {@code coxswain.control-plane.node-lifecycle}; by
 * default as in Kubernetes.
 *
 * @param monitorGracePeriod for how long a node may say nothing until it counts as silent
 * @param evictionRate nodes a second of each zone whose Pods are evicted
 * @param secondaryEvictionRate the same in a large zone of which much is not ready
 * @param largeClusterThreshold up to so many nodes a zone is small, and nothing is evicted while much is not ready
 * @param unhealthyZoneThreshold the part of a zone's nodes that is much
 * @param terminatedPodThreshold how many Pods that have ended are kept in all; 0 keeps all
 */
public record NodeLifecycleProperties(
        @DefaultValue("50s") Duration monitorGracePeriod,
        @DefaultValue("0.1") double evictionRate,
        @DefaultValue("0.01") double secondaryEvictionRate,
        @DefaultValue("50") int largeClusterThreshold,
        @DefaultValue("0.55") double unhealthyZoneThreshold,
        @DefaultValue("12500") int terminatedPodThreshold) {
    NodeLifecycleSettings settings() {
        return new NodeLifecycleSettings(
                monitorGracePeriod, evictionRate, secondaryEvictionRate, largeClusterThreshold, unhealthyZoneThreshold);
    }
}
