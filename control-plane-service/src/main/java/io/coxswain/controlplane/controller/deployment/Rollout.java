package io.coxswain.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over a Deployment: its ReplicaSets as they are now, and the conditions that the pass comes to. */
final class Rollout {
    final Deployment deployment;
    final RolloutLimits limits;
    final Conditions conditions;
    int collisions;
    private @Nullable ReplicaSet current;
    private final List<ReplicaSet> old;

    Rollout(Deployment deployment, List<ReplicaSet> replicaSets, Conditions conditions) {
        this.deployment = deployment;
        this.limits = RolloutLimits.of(deployment);
        this.conditions = conditions;
        var status = deployment.getStatus();
        this.collisions = status == null ? 0 : Objects.requireNonNullElse(status.getCollisionCount(), 0);
        var byAge = replicaSets.stream().sorted(oldestFirst()).toList();
        this.current = byAge.stream()
                .filter(set -> TemplateHash.same(
                        set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
                .findFirst()
                .orElse(null);
        this.old = new ArrayList<>(byAge.stream()
                .filter(set -> current == null || !isSame(set, current))
                .toList());
    }

    /** The ReplicaSet of the Deployment's template, if it is there. */
    Optional<ReplicaSet> current() {
        return Optional.ofNullable(current);
    }

    /** Oldest first. */
    List<ReplicaSet> old() {
        return List.copyOf(old);
    }

    List<ReplicaSet> all() {
        var all = new ArrayList<>(old);
        if (current != null) all.add(current);
        return all;
    }

    List<ReplicaSet> active(List<ReplicaSet> sets) {
        return sets.stream().filter(set -> replicas(set) > 0).toList();
    }

    /** Puts a ReplicaSet in its new state in place of the former one. */
    void replace(ReplicaSet now) {
        if (current == null || isSame(current, now)) {
            current = now;
            return;
        }
        old.replaceAll(set -> isSame(set, now) ? now : set);
    }

    static int replicas(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    static int replicas(List<ReplicaSet> sets) {
        return sets.stream().mapToInt(Rollout::replicas).sum();
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0);
    }

    static int ready(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReadyReplicas(), 0);
    }

    /** Pods that there are, not that are wanted. */
    static int actual(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReplicas(), 0);
    }

    /** How many Pods are about to end; null as long as a ReplicaSet does not tell. */
    @Nullable Integer terminating() {
        int sum = 0;
        for (ReplicaSet set : all()) {
            Integer own = set.getStatus() == null ? null : set.getStatus().getTerminatingReplicas();
            if (own == null) return null;
            sum += own;
        }
        return sum;
    }

    static Comparator<ReplicaSet> oldestFirst() {
        return Comparator.<ReplicaSet, String>comparing(set -> set.getMetadata().getCreationTimestamp())
                .thenComparing(set -> set.getMetadata().getName());
    }

    private static boolean isSame(ReplicaSet one, ReplicaSet other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }
}
