package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;

/**
 * Which Pods go first when there are too many: without a node before with one, pending before running, not ready before
 * ready, the cheaper by annotation, the one whose node holds more of its kind, ready for less long, restarted more
 * often, younger.
 *
 * @param doubledUp how many related Pods each node holds
 */
public record DeletionOrder(Map<String, Integer> doubledUp) implements Comparator<Pod> {
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    public DeletionOrder {
        doubledUp = Map.copyOf(doubledUp);
    }

    @Override
    public int compare(Pod one, Pod other) {
        return Comparator.<Pod, Boolean>comparing(pod -> !Pods.node(pod).isEmpty())
                .thenComparingInt(DeletionOrder::phaseRank)
                .thenComparing(Pods::isReady)
                .thenComparingInt(DeletionOrder::cost)
                .thenComparing(pod -> doubledUp.getOrDefault(Pods.node(pod), 0), Comparator.reverseOrder())
                .thenComparing(pod -> Pods.readySince(pod).orElse(Instant.MAX), Comparator.reverseOrder())
                .thenComparing(DeletionOrder::restarts, Comparator.reverseOrder())
                .thenComparing(pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder())
                .thenComparing(pod -> pod.getMetadata().getName())
                .compare(one, other);
    }

    private static int phaseRank(Pod pod) {
        return switch (Pods.phase(pod)) {
            case "Pending", "" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    private static int cost(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        String cost = annotations == null ? null : annotations.get(COST);
        return cost != null && cost.matches("-?\\d{1,9}") ? Integer.parseInt(cost) : 0;
    }

    private static int restarts(Pod pod) {
        if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) return 0;
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getRestartCount)
                .mapToInt(count -> count == null ? 0 : count)
                .max()
                .orElse(0);
    }
}
