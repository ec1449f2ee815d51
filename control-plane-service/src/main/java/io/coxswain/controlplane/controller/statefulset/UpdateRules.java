package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.controlplane.controller.owner.Portion;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which Pods of a StatefulSet are to be replaced next by ones of a newer template. */
final class UpdateRules {
    private UpdateRules() {}

    static boolean isOnDelete(StatefulSet set) {
        var strategy = set.getSpec().getUpdateStrategy();
        return strategy != null && "OnDelete".equals(strategy.getType());
    }

    /** Whether a Pod that is lost comes back by the former template: it lies below the partition. */
    static boolean keepsCurrent(StatefulSet set, int ordinal) {
        return !isOnDelete(set) && ordinal < Identity.start(set) + partition(set);
    }

    /**
     * From the highest ordinal down to the partition. By one, each waits for those above it to be healthy; where more
     * may be unavailable, as many are replaced at once, and those that serve nobody cost nothing.
     */
    static List<Pod> next(Members members, String revision) {
        StatefulSet set = members.set;
        int start = Identity.start(set);
        int last = start + Identity.replicas(set) - 1;
        int allowed = maxUnavailable(set);
        if (allowed <= 1) return one(members, revision, start + partition(set), last);
        int unavailable = 0;
        for (int ordinal = start; ordinal <= last; ordinal++) {
            if (members.get(ordinal).filter(pod -> isServing(members, pod)).isEmpty()) unavailable++;
        }
        var outdated = new ArrayList<Pod>();
        for (int ordinal = last; ordinal >= start + partition(set); ordinal--) {
            Optional<Pod> found = members.get(ordinal);
            if (found.isEmpty() || members.isTerminating(found.get())) continue;
            if (Identity.revision(found.get()).equals(revision)) continue;
            if (isServing(members, found.get())) {
                if (unavailable >= allowed) break;
                unavailable++;
            }
            outdated.add(found.get());
        }
        return outdated;
    }

    private static List<Pod> one(Members members, String revision, int lowest, int last) {
        for (int ordinal = last; ordinal >= lowest; ordinal--) {
            Optional<Pod> found = members.get(ordinal);
            if (found.isEmpty()) return List.of();
            Pod pod = found.get();
            if (!Identity.revision(pod).equals(revision) && !members.isTerminating(pod)) return List.of(pod);
            if (!isServing(members, pod)) return List.of();
        }
        return List.of();
    }

    private static boolean isServing(Members members, Pod pod) {
        return members.isAvailable(pod) && !members.isTerminating(pod);
    }

    private static int partition(StatefulSet set) {
        return rolling(set)
                .map(RollingUpdateStatefulSetStrategy::getPartition)
                .map(partition -> Objects.requireNonNullElse(partition, 0))
                .orElse(0);
    }

    private static int maxUnavailable(StatefulSet set) {
        IntOrString one = new IntOrString(1);
        int allowed = rolling(set)
                .map(RollingUpdateStatefulSetStrategy::getMaxUnavailable)
                .map(value -> Portion.of(value, one, Identity.replicas(set), true))
                .orElse(1);
        return Math.max(1, allowed);
    }

    private static Optional<RollingUpdateStatefulSetStrategy> rolling(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy()).map(strategy -> strategy.getRollingUpdate());
    }
}
