package io.coxswain.node.simulated;

import io.coxswain.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One step in the life of Pods on simulated nodes.
 *
 * @param name for messages
 * @param from the state that it starts from
 * @param pods by their labels
 * @param owner the kind of the controller that the Pods have; empty for any and none
 * @param after how long a Pod stays in the state
 * @param jitter a part of this is added, another for each Pod and the same for one Pod
 * @param to the state that it leads to
 * @param exitCode of the containers where they end
 * @param reason of the containers' end, or of a Pod that fails
 * @param message likewise
 */
record Stage(
        String name,
        PodState from,
        LabelSelector pods,
        String owner,
        Duration after,
        Duration jitter,
        PodState to,
        int exitCode,
        String reason,
        String message) {
    private static final Map<PodState, Set<PodState>> WAYS = Map.of(
            PodState.Pending, Set.of(PodState.Running, PodState.Ready, PodState.Succeeded, PodState.Failed),
            PodState.Running, Set.of(PodState.Ready, PodState.Succeeded, PodState.Failed),
            PodState.Ready, Set.of(PodState.Running, PodState.Succeeded, PodState.Failed),
            PodState.Terminating, Set.of(PodState.Gone));

    Stage {
        if (!WAYS.getOrDefault(from, Set.of()).contains(to)) {
            throw new IllegalArgumentException("stage " + name + ": no way leads from " + from + " to " + to);
        }
        if (after.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException("stage " + name + ": a time must not be negative");
        }
    }

    boolean fits(Pod pod, PodState state) {
        return state == from
                && pods.matches(Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of()))
                && (owner.isEmpty() || isOwned(pod));
    }

    private boolean isOwned(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .map(OwnerReference::getKind)
                .anyMatch(owner::equals);
    }

    /** How long this Pod stays in the state. */
    Duration delay(Pod pod) {
        int spread = Objects.hash(pod.getMetadata().getUid(), name) & 0xffff;
        return after.plusNanos(jitter.toNanos() / 0x10000 * spread);
    }
}
