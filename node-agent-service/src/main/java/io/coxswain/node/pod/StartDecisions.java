package io.coxswain.node.pod;

import io.coxswain.node.pod.DeclaredContainer.Role;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which containers of a Pod may run now: those before the others in their order, or else all of them. */
final class StartDecisions {
    private final PodRun run;
    private final PodContainers there;
    private final Optional<PodSandbox> sandbox;
    private final Instant now;
    private final Map<DeclaredContainer, RestartDecision> all = new LinkedHashMap<>();

    StartDecisions(PodRun run, PodContainers there, Optional<PodSandbox> sandbox, Instant now) {
        this.run = run;
        this.there = there;
        this.sandbox = sandbox;
        this.now = now;
        if (InitContainers.areDone(run.pod(), there, run.told(), run.verdicts())) {
            DeclaredContainer.of(run.pod(), EnumSet.of(Role.SIDECAR, Role.MAIN))
                    .forEach(container -> all.put(container, of(container)));
            if (mainsAreOver()) all.keySet().removeIf(container -> container.role() == Role.SIDECAR);
        } else {
            InitContainers.due(run.pod(), there, run.verdicts())
                    .forEach(container -> all.put(container, of(container)));
        }
        DeclaredContainer.of(run.pod(), EnumSet.of(Role.EPHEMERAL))
                .forEach(container -> all.put(container, of(container)));
    }

    Map<DeclaredContainer, RestartDecision> all() {
        return all;
    }

    /** Those to start now. */
    Map<DeclaredContainer, RestartDecision.Run> wanted() {
        var wanted = new LinkedHashMap<DeclaredContainer, RestartDecision.Run>();
        all.forEach((container, decision) -> {
            if (decision instanceof RestartDecision.Run start) wanted.put(container, start);
        });
        return wanted;
    }

    /** Whether all that the Pod is there for has come to its end, so that its sidecars have to go too. */
    boolean mainsAreOver() {
        var mains = all.entrySet().stream()
                .filter(entry -> entry.getKey().role() == Role.MAIN)
                .toList();
        return !mains.isEmpty()
                && mains.stream()
                        .allMatch(entry -> entry.getValue() instanceof RestartDecision.Ended
                                || entry.getValue() instanceof RestartDecision.Gone);
    }

    private RestartDecision of(DeclaredContainer container) {
        Optional<ContainerSnapshot> newest = there.newest(container.name());
        boolean resized = newest.filter(PodContainers::isOver)
                .filter(last -> run.resize().isRestarted(last.id()))
                .isPresent();
        if (resized) return new RestartDecision.Run(newest.get().restartCount() + 1, 0);
        boolean again = container.role() == Role.INIT && newest.isPresent() && ranInOtherSandbox(newest.get());
        if (again) return new RestartDecision.Run(newest.get().restartCount() + 1, 0);
        ObjectNode before = told(container);
        boolean vanished = newest.isEmpty() && ContainerStatuses.wasKnown(before);
        if (vanished && container.isRunOnce(run.pod())) return new RestartDecision.Gone();
        return RestartDecision.of(
                exitCode -> container.restarts(run.pod(), exitCode),
                newest,
                ContainerStatuses.count(before) + (vanished ? 1 : 0),
                now);
    }

    private @Nullable ObjectNode told(DeclaredContainer container) {
        for (var status : run.told().path(container.role().statuses())) {
            if (status instanceof ObjectNode object
                    && object.path("name").asString("").equals(container.name())) return object;
        }
        return null;
    }

    private boolean ranInOtherSandbox(ContainerSnapshot newest) {
        return PodContainers.isOver(newest)
                && newest.exitCode() == 0
                && !newest.label(Labels.SANDBOX_ID)
                        .equals(sandbox.map(PodSandbox::id).orElse(""));
    }
}
