package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The Pods of a StatefulSet as one pass finds them, by ordinal. */
final class Members {
    final StatefulSet set;
    private final ObjectKey key;
    private final Map<Integer, Pod> byOrdinal = new TreeMap<>();
    private final OwnWrites ownWrites;
    private final Instant now;

    Members(StatefulSet set, List<Pod> pods, OwnWrites ownWrites, Instant now) {
        this.set = set;
        this.key = ObjectKey.of(set);
        this.ownWrites = ownWrites;
        this.now = now;
        for (Pod pod : pods) {
            int ordinal = Identity.ordinal(set, pod);
            if (ordinal >= 0) byOrdinal.put(ordinal, pod);
        }
    }

    Optional<Pod> get(int ordinal) {
        return Optional.ofNullable(byOrdinal.get(ordinal));
    }

    List<Pod> all() {
        return List.copyOf(byOrdinal.values());
    }

    /** Those beyond the wanted ordinals, the highest first. */
    List<Pod> condemned() {
        var condemned = new ArrayList<Pod>();
        byOrdinal.forEach((ordinal, pod) -> {
            if (!Identity.isWanted(set, ordinal)) condemned.add(pod);
        });
        condemned.sort(
                Comparator.comparingInt((Pod pod) -> Identity.ordinal(set, pod)).reversed());
        return condemned;
    }

    /** The lowest ordinal that is not healthy: with it, a stop may begin though it is not available. */
    Optional<Pod> firstUnhealthy() {
        return all().stream().filter(pod -> !isHealthy(pod)).findFirst();
    }

    boolean isTerminating(Pod pod) {
        return ownWrites.isTerminating(key, pod);
    }

    boolean isReady(Pod pod) {
        return Pods.phase(pod).equals("Running") && Pods.isReady(pod);
    }

    boolean isAvailable(Pod pod) {
        return Pods.phase(pod).equals("Running") && Pods.isAvailable(pod, minReadySeconds(), now);
    }

    /** Runs, is ready and stays. */
    boolean isHealthy(Pod pod) {
        return isReady(pod) && !isTerminating(pod);
    }

    int minReadySeconds() {
        return Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
    }

    boolean isOrdered() {
        return !"Parallel".equals(set.getSpec().getPodManagementPolicy());
    }
}
