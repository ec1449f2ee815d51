package io.coxswain.node.pod;

import io.coxswain.node.pod.DeclaredContainer.Role;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The containers that come before the others, one after the other: each has to succeed before the next, or, as a
 * sidecar, to be started.
 */
final class InitContainers {
    private static final Set<Role> ROLES = EnumSet.of(Role.INIT, Role.SIDECAR);

    private InitContainers() {}

    /** They need not run again as long as the sandbox lives in which the others have been started. */
    static boolean areDone(Pod pod, PodContainers containers, ObjectNode before, PodView.Verdicts verdicts) {
        return incomplete(pod, containers, verdicts).isEmpty()
                || mainsHaveRun(pod, containers)
                || nothingRunsAgain(pod, containers)
                || (PodPhase.isFinal(before) && containers.all().isEmpty());
    }

    private static boolean mainsHaveRun(Pod pod, PodContainers containers) {
        String sandbox = containers.runningSandbox().map(ContainerSnapshot::id).orElse("");
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> containers.runs(container.getName()).stream())
                .anyMatch(run -> run.label(Labels.SANDBOX_ID).equals(sandbox));
    }

    /** A Pod that has come to its end needs no preparation, even when its sandbox has been lost meanwhile. */
    private static boolean nothingRunsAgain(Pod pod, PodContainers containers) {
        return DeclaredContainer.of(pod, EnumSet.of(Role.MAIN)).stream()
                .allMatch(container -> containers
                        .newest(container.name())
                        .filter(run -> PodContainers.isOver(run) && !container.restarts(pod, run.exitCode()))
                        .isPresent());
    }

    static List<String> incomplete(Pod pod, PodContainers containers, PodView.Verdicts verdicts) {
        return DeclaredContainer.of(pod, ROLES).stream()
                .filter(container -> !isThrough(container, containers, verdicts))
                .map(DeclaredContainer::name)
                .toList();
    }

    /** The one whose turn it is, and the sidecars that run already beside it. */
    static List<DeclaredContainer> due(Pod pod, PodContainers containers, PodView.Verdicts verdicts) {
        var due = new ArrayList<DeclaredContainer>();
        for (DeclaredContainer container : DeclaredContainer.of(pod, ROLES)) {
            boolean through = isThrough(container, containers, verdicts);
            if (!through || container.role() == Role.SIDECAR) due.add(container);
            if (!through) break;
        }
        return due;
    }

    /** Counts in the newest sandbox only: what an earlier one was prepared for is gone. */
    private static boolean isThrough(DeclaredContainer container, PodContainers containers, PodView.Verdicts verdicts) {
        String sandbox = containers.sandbox().map(ContainerSnapshot::id).orElse("");
        return containers
                .newest(container.name())
                .filter(run -> run.label(Labels.SANDBOX_ID).equals(sandbox))
                .filter(run -> container.role() == Role.SIDECAR
                        ? run.isRunning() && verdicts.isStarted(run.id())
                        : PodContainers.isOver(run) && run.exitCode() == 0 && run.startedAt() != null)
                .isPresent();
    }
}
