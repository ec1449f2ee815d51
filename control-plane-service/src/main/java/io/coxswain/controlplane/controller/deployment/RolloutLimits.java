package io.coxswain.controlplane.controller.deployment;

import io.coxswain.controlplane.controller.owner.Portion;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Objects;

/**
 * How far a rollout may go beyond and below what is wanted.
 *
 * @param surge how many Pods more than wanted there may be
 * @param unavailable how many Pods fewer than wanted may be available
 */
record RolloutLimits(int replicas, int surge, int unavailable) {
    private static final IntOrString QUARTER = new IntOrString("25%");

    static RolloutLimits of(Deployment deployment) {
        int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        var strategy = deployment.getSpec().getStrategy();
        if (isRecreate(deployment)) return new RolloutLimits(replicas, 0, 0);
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        int surge = Portion.of(rolling == null ? null : rolling.getMaxSurge(), QUARTER, replicas, true);
        int unavailable = Portion.of(rolling == null ? null : rolling.getMaxUnavailable(), QUARTER, replicas, false);
        // with neither, no step could ever be made: percentages of few Pods may both come to nothing
        if (surge == 0 && unavailable == 0) unavailable = 1;
        return new RolloutLimits(replicas, surge, Math.min(unavailable, replicas));
    }

    static boolean isRecreate(Deployment deployment) {
        var strategy = deployment.getSpec().getStrategy();
        return strategy != null && "Recreate".equals(strategy.getType());
    }

    int most() {
        return replicas + surge;
    }

    int fewestAvailable() {
        return Math.max(0, replicas - unavailable);
    }

    /** What the new ReplicaSet may be raised to, when all together now have {@code all} replicas. */
    int newReplicas(int all, int ofNew) {
        if (all >= most()) return ofNew;
        return ofNew + Math.min(most() - all, replicas - ofNew);
    }

    /** How many replicas the old ReplicaSets may lose without falling below what must be available. */
    int mayGo(int all, int ofNew, int availableOfNew) {
        return all - fewestAvailable() - Math.max(0, ofNew - availableOfNew);
    }
}
