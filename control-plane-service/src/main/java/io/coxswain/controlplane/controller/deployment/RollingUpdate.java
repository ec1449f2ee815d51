package io.coxswain.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/** Raises the new ReplicaSet and lowers the old ones, step by step within the limits. */
final class RollingUpdate {
    private final ReplicaSetWriter writer;

    RollingUpdate(ReplicaSetWriter writer) {
        this.writer = writer;
    }

    /** One step; false when there is nothing to do until Pods become available or go. */
    boolean step(Rollout rollout, ReplicaSet current) {
        return raiseNew(rollout, current) || lowerOld(rollout);
    }

    private boolean raiseNew(Rollout rollout, ReplicaSet current) {
        int ofNew = Rollout.replicas(current);
        int wanted = rollout.limits.replicas();
        if (ofNew > wanted) return writer.scale(rollout, current, wanted);
        int next = ofNew == wanted ? wanted : rollout.limits.newReplicas(Rollout.replicas(rollout.all()), ofNew);
        return writer.scale(rollout, current, next);
    }

    private boolean lowerOld(Rollout rollout) {
        List<ReplicaSet> old = rollout.active(rollout.old());
        if (old.isEmpty()) return false;
        int ofNew = rollout.current().map(Rollout::replicas).orElse(0);
        int availableOfNew = rollout.current().map(Rollout::available).orElse(0);
        int mayGo = rollout.limits.mayGo(Rollout.replicas(rollout.all()), ofNew, availableOfNew);
        if (mayGo <= 0) return false;
        boolean unhealthy = lowerUnhealthy(rollout, old, mayGo);
        boolean healthy = lowerAvailable(rollout);
        return unhealthy || healthy;
    }

    /** Pods that are not available serve nobody, so they go first: a broken revision must not block the next one. */
    private boolean lowerUnhealthy(Rollout rollout, List<ReplicaSet> old, int most) {
        int left = most;
        boolean lowered = false;
        for (ReplicaSet set : old) {
            int go = Math.min(left, Rollout.replicas(set) - Rollout.available(set));
            if (go <= 0) continue;
            lowered |= writer.scale(rollout, set, Rollout.replicas(set) - go);
            left -= go;
        }
        return lowered;
    }

    private boolean lowerAvailable(Rollout rollout) {
        int left = rollout.all().stream().mapToInt(Rollout::available).sum() - rollout.limits.fewestAvailable();
        boolean lowered = false;
        for (ReplicaSet set : rollout.active(rollout.old())) {
            int go = Math.min(left, Rollout.replicas(set));
            if (go <= 0) continue;
            lowered |= writer.scale(rollout, set, Rollout.replicas(set) - go);
            left -= go;
        }
        return lowered;
    }
}
