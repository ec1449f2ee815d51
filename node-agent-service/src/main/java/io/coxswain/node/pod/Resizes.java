package io.coxswain.node.pod;

import io.coxswain.json.Json;
import io.coxswain.node.pod.DeclaredContainer.Role;
import io.coxswain.node.pod.ResizeProgress.Note;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.ContainerSpec;
import io.coxswain.node.runtime.RuntimeFault;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives running Pods other resources: first decides whether the node has them, then brings the containers in line. */
final class Resizes {
    private static final Duration SETTLED = Duration.ofDays(1);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Set<Role> RESIZED = EnumSet.of(Role.SIDECAR, Role.MAIN);

    private final NodeServices services;

    Resizes(NodeServices services) {
        this.services = services;
    }

    /** Accepts what the Pod asks for now, or notes why it cannot be had. */
    void decide(PodRun run) {
        Pod desired = run.desired();
        ResizeProgress progress = run.resize();
        if (Allocations.asked(desired).equals(Allocations.asked(run.pod()))) {
            progress.pending(null);
            return;
        }
        long generation = generation(desired);
        switch (services.allocations().ask(desired)) {
            case Allocations.Answer.Given() -> {
                run.look();
                progress.pending(null);
                progress.inProgress(new Note("", "", generation));
                run.event(false, "ResizeStarted", message("Pod resize started", desired, generation, ""));
            }
            case Allocations.Answer.Refused(var reason, var why) -> {
                var note = new Note(reason, why, generation);
                if (note.equals(progress.pending())) return;
                progress.pending(note);
                run.event(true, "Resize" + reason, message("Pod resize " + reason, desired, generation, why));
            }
        }
    }

    /** Whether a running container has to be ended, so that its next run gets what it was given. */
    boolean restarts(PodRun run, DeclaredContainer declared, ContainerSnapshot running) {
        if (!RESIZED.contains(declared.role())) return false;
        ContainerSpec.Resources wanted = wanted(run, declared.spec());
        ContainerSpec.Resources has = running.resources();
        boolean restarts = (!has.sameProcessor(wanted) && restarts(declared.spec(), "cpu"))
                || (!has.sameMemory(wanted) && restarts(declared.spec(), "memory"));
        if (restarts) run.resize().restart(running.id());
        return restarts;
    }

    private static boolean restarts(Container container, String resource) {
        return Objects.requireNonNullElse(container.getResizePolicy(), List.<ContainerResizePolicy>of()).stream()
                .anyMatch(policy -> resource.equals(policy.getResourceName())
                        && "RestartContainer".equals(policy.getRestartPolicy()));
    }

    private ContainerSpec.Resources wanted(PodRun run, Container container) {
        return ContainerResources.of(run.pod(), container, services.settings().memoryBytes());
    }

    /** Changes what can be changed while it runs. Zero when something was changed, else when to look again. */
    Duration apply(PodRun run, PodContainers there) throws IOException {
        ResizeProgress progress = run.resize();
        if (there.running().isEmpty()) return SETTLED;
        var group = new PodLimits(services.cgroup(run.uid()).path(), whole(run.pod()));
        boolean groupDue = !group.limits().equals(progress.group());
        if (groupDue) group.raise();
        var failures = new ArrayList<String>();
        boolean changed = false;
        boolean open = false;
        for (DeclaredContainer declared : DeclaredContainer.of(run.pod(), RESIZED)) {
            Optional<ContainerSnapshot> running = there.newest(declared.name()).filter(ContainerSnapshot::isRunning);
            if (running.isEmpty()) {
                open |= progress.inProgress() != null
                        && there.newest(declared.name())
                                .filter(last -> progress.isRestarted(last.id()))
                                .isPresent();
                continue;
            }
            ContainerSpec.Resources wanted = wanted(run, declared.spec());
            ContainerSpec.Resources has = running.get().resources();
            if (has.sameProcessor(wanted) && has.sameMemory(wanted)) continue;
            if (restarts(run, declared, running.get())) {
                open = true;
                continue;
            }
            Optional<String> inUse = inUse(run, declared, running.get(), wanted);
            if (inUse.isPresent()) {
                failures.add(inUse.get());
                continue;
            }
            try {
                services.runtime().update(running.get().id(), wanted);
                changed = true;
            } catch (RuntimeFault refused) {
                failures.add("failed to resize container \"" + declared.name() + "\": " + refused.reason());
            }
        }
        if (groupDue && !open && failures.isEmpty() && group.set()) progress.group(group.limits());
        return note(run, failures, open, changed);
    }

    /** Memory in use cannot be taken away: some kernels refuse, others end the container. Empty where it is free. */
    private Optional<String> inUse(
            PodRun run, DeclaredContainer declared, ContainerSnapshot running, ContainerSpec.Resources wanted)
            throws IOException {
        long limit = wanted.memoryBytes();
        long before = running.resources().memoryBytes();
        if (limit == 0 || (before > 0 && limit >= before)) return Optional.empty();
        return services.groups()
                .read(services.cgroup(run.uid()).container(running.id()))
                .map(figures -> figures.memory().workingSet())
                .filter(used -> used > limit)
                .map(used -> "attempting to set container \"" + declared.name() + "\" memory limit (" + limit
                        + ") below current usage (" + used + ")");
    }

    private Duration note(PodRun run, List<String> failures, boolean open, boolean changed) {
        ResizeProgress progress = run.resize();
        Note before = progress.inProgress();
        long generation = before == null ? generation(run.pod()) : before.generation();
        if (!failures.isEmpty()) {
            String why = String.join("; ", failures);
            var note = new Note("Error", why, generation);
            progress.inProgress(note);
            if (before == null || !before.reason().equals("Error")) {
                run.event(true, "ResizeError", message("Pod resize error", run.pod(), generation, why));
            }
            return changed ? Duration.ZERO : RETRY;
        }
        if (open) {
            progress.inProgress(new Note("", "", generation));
            return RETRY;
        }
        if (before != null) {
            progress.inProgress(null);
            run.event(false, "ResizeCompleted", message("Pod resize completed", run.pod(), generation, ""));
        }
        return changed ? Duration.ZERO : SETTLED;
    }

    /** What all containers of the Pod may use together. */
    private static ContainerSpec.Resources whole(Pod pod) {
        long cpu = PodDemand.limit(pod, "cpu", ContainerResources::millis).orElse(0);
        return new ContainerSpec.Resources(
                (int) Math.min(262_144, PodDemand.cpuMillis(pod) * 1024 / 1000),
                cpu == 0 ? 0 : Math.max(1000, cpu * ContainerSpec.Resources.CPU_PERIOD_MICROS / 1000),
                PodDemand.limit(pod, "memory", ContainerResources::bytes).orElse(0),
                0);
    }

    private static long generation(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getGeneration(), 0L);
    }

    private static String message(String start, Pod pod, long generation, String error) {
        ObjectNode tree = Json.object();
        for (String list : List.of("initContainers", "containers")) {
            List<Container> containers = list.equals("containers")
                    ? pod.getSpec().getContainers()
                    : pod.getSpec().getInitContainers();
            if (containers.isEmpty()) continue;
            ArrayNode array = tree.putArray(list);
            for (Container container : containers) {
                array.addObject()
                        .put("name", container.getName())
                        .set(
                                "resources",
                                Json.tree(Objects.requireNonNullElseGet(
                                        container.getResources(), ResourceRequirements::new)));
            }
        }
        tree.put("generation", generation);
        if (!error.isEmpty()) tree.put("error", error);
        return start + ": " + tree;
    }
}
