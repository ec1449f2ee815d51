package io.coxswain.node.simulated;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

/** How far a Pod of a simulated node has come; a stage leads from one to another. */
enum PodState {
    /** Bound, and nothing said of it yet. */
    Pending,
    /** Its containers run and are not ready. */
    Running,
    /** Its containers run and are ready. */
    Ready,
    Succeeded,
    Failed,
    /** To be deleted. */
    Terminating,
    /** Deleted: an end only. */
    Gone;

    static PodState of(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) return Terminating;
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return switch (phase == null ? "" : phase) {
            case "Succeeded" -> Succeeded;
            case "Failed" -> Failed;
            case "Running" -> isTrue(pod, "ContainersReady") ? Ready : Running;
            default -> Pending;
        };
    }

    static boolean isTrue(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .map(PodCondition::getStatus)
                .anyMatch("True"::equals);
    }
}
