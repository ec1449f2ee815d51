package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The containers that run one after the other, each to success, before the others start. */
final class InitContainers {
    private InitContainers() {}

    static String policy(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always");
    }

    /** An init container that failed is run again unless nothing of the Pod ever is. */
    static String initPolicy(Pod pod) {
        return policy(pod).equals("Never") ? "Never" : "OnFailure";
    }

    /** They need not run again as long as the sandbox lives in which the others have been started. */
    static boolean areDone(Pod pod, PodContainers containers, ObjectNode before) {
        return incomplete(pod, containers).isEmpty()
                || mainsHaveRun(pod, containers)
                || (PodPhase.isFinal(before) && containers.all().isEmpty());
    }

    private static boolean mainsHaveRun(Pod pod, PodContainers containers) {
        String sandbox = containers.runningSandbox().map(ContainerSnapshot::id).orElse("");
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> containers.runs(container.getName()).stream())
                .anyMatch(run -> run.label(Labels.SANDBOX_ID).equals(sandbox));
    }

    static List<String> incomplete(Pod pod, PodContainers containers) {
        return pod.getSpec().getInitContainers().stream()
                .map(Container::getName)
                .filter(name -> !succeeded(containers, name))
                .toList();
    }

    /** The one whose turn it is. */
    static Optional<Container> next(Pod pod, PodContainers containers) {
        return pod.getSpec().getInitContainers().stream()
                .filter(container -> !succeeded(containers, container.getName()))
                .findFirst();
    }

    /** Success counts in the newest sandbox only: what an earlier one was prepared for is gone. */
    private static boolean succeeded(PodContainers containers, String name) {
        String sandbox = containers.sandbox().map(ContainerSnapshot::id).orElse("");
        return containers
                .newest(name)
                .filter(run -> PodContainers.isOver(run) && run.exitCode() == 0 && run.startedAt() != null)
                .filter(run -> run.label(Labels.SANDBOX_ID).equals(sandbox))
                .isPresent();
    }
}
