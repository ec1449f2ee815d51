package io.coxswain.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Follows a changed number of replicas, in the middle of a rollout in proportion to the ReplicaSets' sizes. */
final class Scaling {
    private final ReplicaSetWriter writer;

    Scaling(ReplicaSetWriter writer) {
        this.writer = writer;
    }

    /** Whether the Deployment was scaled since its ReplicaSets were last set. */
    static boolean isNeeded(Rollout rollout) {
        int wanted = rollout.limits.replicas();
        List<ReplicaSet> active = rollout.active(rollout.all());
        // who recreates shares nothing out: all old replicas go, and then as many come as are wanted now
        if (active.size() > 1 && RolloutLimits.isRecreate(rollout.deployment)) return false;
        return active.stream().anyMatch(set -> Annotations.number(set, Annotations.DESIRED, wanted) != wanted);
    }

    void scale(Rollout rollout) {
        int wanted = rollout.limits.replicas();
        Optional<ReplicaSet> only = onlyActiveOrLatest(rollout);
        if (only.isPresent()) {
            // also where it has as many already, by another's hand: else it would seem to need scaling for ever
            writer.scale(rollout, only.get(), wanted);
            return;
        }
        if (isSaturated(rollout)) {
            rollout.active(rollout.old()).forEach(set -> writer.scale(rollout, set, 0));
            return;
        }
        if (!RolloutLimits.isRecreate(rollout.deployment)) inProportion(rollout);
    }

    private void inProportion(Rollout rollout) {
        List<ReplicaSet> sets = new ArrayList<>(rollout.active(rollout.all()));
        int allowed = rollout.limits.replicas() > 0 ? rollout.limits.most() : 0;
        int toAdd = allowed - Rollout.replicas(sets);
        // the larger first; among equals the newer when growing, the older when shrinking
        Comparator<ReplicaSet> age = toAdd > 0 ? Rollout.oldestFirst().reversed() : Rollout.oldestFirst();
        sets.sort(Comparator.<ReplicaSet>comparingInt(Rollout::replicas)
                .reversed()
                .thenComparing(age));
        int[] sizes = shares(
                sets.stream().mapToInt(Rollout::replicas).toArray(),
                sets.stream()
                        .mapToInt(set -> Annotations.number(set, Annotations.MOST, actual(rollout.deployment)))
                        .toArray(),
                rollout.limits,
                toAdd);
        for (int at = 0; at < sizes.length; at++) writer.scale(rollout, sets.get(at), sizes[at]);
    }

    /**
     * New sizes, to be given to the largest first; what rounding leaves goes to the first.
     *
     * @param mostBefore for each, how many replicas the Deployment allowed when it was last set
     */
    static int[] shares(int[] sizes, int[] mostBefore, RolloutLimits limits, int toAdd) {
        int[] now = sizes.clone();
        int added = 0;
        for (int at = 0; at < sizes.length && toAdd != 0; at++) {
            int fraction = limits.replicas() == 0
                    ? -sizes[at]
                    : (int) Math.round(sizes[at] * (double) limits.most() / Math.max(1, mostBefore[at])) - sizes[at];
            int share = toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
            now[at] += share;
            added += share;
        }
        if (now.length > 0) now[0] = Math.max(0, now[0] + toAdd - added);
        return now;
    }

    private static Optional<ReplicaSet> onlyActiveOrLatest(Rollout rollout) {
        List<ReplicaSet> active = rollout.active(rollout.all());
        if (active.size() > 1) return Optional.empty();
        if (active.size() == 1) return Optional.of(active.getFirst());
        if (rollout.current().isPresent()) return rollout.current();
        return rollout.old().isEmpty()
                ? Optional.empty()
                : Optional.of(rollout.old().getLast());
    }

    private static boolean isSaturated(Rollout rollout) {
        int wanted = rollout.limits.replicas();
        return rollout.current()
                .filter(set -> Rollout.replicas(set) == wanted
                        && Annotations.number(set, Annotations.DESIRED, -1) == wanted
                        && Rollout.available(set) == wanted)
                .isPresent();
    }

    private static int actual(Deployment deployment) {
        var status = deployment.getStatus();
        return status == null || status.getReplicas() == null ? 0 : status.getReplicas();
    }
}
