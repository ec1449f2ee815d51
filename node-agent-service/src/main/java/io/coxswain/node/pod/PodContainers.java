package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSnapshot.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The containers that a Pod has in the engine, the newest first. */
record PodContainers(List<ContainerSnapshot> all) {
    PodContainers {
        all = List.copyOf(all);
    }

    List<ContainerSnapshot> sandboxes() {
        return all.stream().filter(ContainerSnapshot::isSandbox).toList();
    }

    Optional<ContainerSnapshot> sandbox() {
        return sandboxes().stream().findFirst();
    }

    Optional<ContainerSnapshot> runningSandbox() {
        return sandbox().filter(ContainerSnapshot::isRunning);
    }

    /** The runs of one container, the newest first. */
    List<ContainerSnapshot> runs(String container) {
        return all.stream()
                .filter(snapshot ->
                        !snapshot.isSandbox() && snapshot.containerName().equals(container))
                .toList();
    }

    Optional<ContainerSnapshot> newest(String container) {
        return runs(container).stream().findFirst();
    }

    List<ContainerSnapshot> running() {
        return all.stream()
                .filter(snapshot -> !snapshot.isSandbox() && snapshot.isRunning())
                .toList();
    }

    /** A run is over when it ended, or when the engine could not start it. */
    static boolean isOver(ContainerSnapshot run) {
        boolean failedToStart = run.exitCode() != 0 || !run.error().isEmpty();
        return run.state() == State.EXITED || (run.state() == State.CREATED && failedToStart);
    }

    static Instant overSince(ContainerSnapshot run) {
        return Objects.requireNonNullElse(run.finishedAt(), run.createdAt());
    }
}
