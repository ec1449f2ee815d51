package io.coxswain.node.eviction;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * When a node ends Pods to keep itself alive; the keys are signals such as {@code memory.available}.
 *
 * @param pressureTransitionPeriod for how long a condition stays after its cause is gone
 * @param maxPodGracePeriod the longest grace of a Pod that a soft threshold ends
 */
public record EvictionSettings(
        List<Threshold> thresholds, Duration pressureTransitionPeriod, Duration maxPodGracePeriod) {
    /** The kubelet's, but for disks: a share of a developer's large disk is plenty. */
    public static final Map<String, String> HARD = Map.of(
            "memory.available", "100Mi", "nodefs.available", "1Gi", "imagefs.available", "1Gi", "pid.available", "10%");

    public EvictionSettings {
        thresholds = List.copyOf(thresholds);
    }
}
