package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.manifest.StaticPod;
import io.coxswain.node.pod.DeclaredContainer.Role;
import io.coxswain.node.probe.PodProbes;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the passes of one Pod share while the agent knows it: probes, hooks, stops under way, and the status told. */
final class PodRun {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final Set<Role> PROBED = EnumSet.of(Role.SIDECAR, Role.MAIN);

    private final NodeServices services;
    private final PodStatuses statuses;
    private final StatusPublisher publisher;
    private final ContainerStops stops;
    private final PodProbes probes;
    private final LifecycleHooks hooks;
    private final PodView.Verdicts verdicts = new PodView.Verdicts() {
        @Override
        public boolean isStarted(String containerId) {
            return hooks().isThrough(containerId) && probes().isStarted(containerId);
        }

        @Override
        public boolean isReady(String containerId) {
            return probes().isReady(containerId);
        }
    };
    private final ResizeProgress resize = new ResizeProgress();
    private volatile Duration longestGrace = Duration.ofDays(365);
    private volatile Pod desired;
    private volatile Pod pod;
    private volatile String address = "";

    PodRun(NodeServices services, Pod pod, Runnable wake) {
        this.services = services;
        this.desired = pod;
        this.pod = pod;
        this.statuses = new PodStatuses(services);
        this.publisher = new StatusPublisher(
                services.api(),
                ObjectKey.of(pod),
                StaticPod.isStatic(pod) ? "" : pod.getMetadata().getUid());
        this.stops = new ContainerStops(services.runtime(), services.clock(), wake);
        this.probes = new PodProbes(services.probers(), wake, this::unhealthy);
        this.hooks = new LifecycleHooks(services, wake, this::hookFailed);
    }

    private void unhealthy(String container, String why) {
        DeclaredContainer.find(pod, container)
                .ifPresent(declared -> services.events().warning(declared.subject(pod), "Unhealthy", why));
    }

    private void hookFailed(DeclaredContainer container, String reason) {
        String hook = reason.equals("FailedPostStartHook") ? "PostStartHook" : "PreStopHook";
        services.events().warning(container.subject(pod), reason, hook + " failed");
    }

    /** The Pod with the resources that it was given, which may be others than it asks for now. */
    Pod pod() {
        return pod;
    }

    /** As the API has it. */
    Pod desired() {
        return desired;
    }

    /** Takes effect at the next {@link #look}; never waits. */
    void update(Pod newer) {
        desired = newer;
    }

    /** Takes the newest Pod with what it was given; by the worker alone, since it reads and writes files. */
    void look() {
        pod = services.allocations().given(desired);
    }

    ResizeProgress resize() {
        return resize;
    }

    PodProbes probes() {
        return probes;
    }

    LifecycleHooks hooks() {
        return hooks;
    }

    PodView.Verdicts verdicts() {
        return verdicts;
    }

    StatusPublisher publisher() {
        return publisher;
    }

    PodContainers observe() {
        var containers = new PodContainers(
                services.runtime().containersOf(pod.getMetadata().getUid()));
        stops.forget(containers);
        hooks.forget(containers);
        return containers;
    }

    /** The status as told last; after a start of the agent, as the API has it. */
    ObjectNode told() {
        ObjectNode told = publisher.latest();
        if (told != null) return told;
        return Json.tree(pod).get("status") instanceof ObjectNode status ? status : Json.object();
    }

    void tell(PodContainers containers, Optional<PodSandbox> sandbox, Map<String, Waiting> waiting, boolean over) {
        publisher.publish(statuses.of(view(containers, sandbox, waiting, over)));
    }

    /** Ends the Pod for a reason that is not its containers'. */
    void fail(PodContainers containers, String reason, String message) {
        publisher.publish(statuses.failed(view(containers, Optional.empty(), Map.of(), true), reason, message));
    }

    /** Ends the Pod for want of something on the node. */
    void evict(PodContainers containers, String message) {
        publisher.publish(statuses.evicted(view(containers, Optional.empty(), Map.of(), true), message));
    }

    private PodView view(
            PodContainers containers, Optional<PodSandbox> sandbox, Map<String, Waiting> waiting, boolean over) {
        return new PodView(
                pod,
                told(),
                containers,
                sandbox,
                waiting,
                verdicts,
                resize,
                over,
                services.clock().instant());
    }

    /** Probes what runs and is through with its start. What was told ready before a restart of the agent stays so. */
    void followProbes(PodContainers containers, Optional<PodSandbox> sandbox) {
        if (sandbox.isEmpty()) return;
        address = sandbox.get().address();
        var running = new HashMap<String, PodProbes.Run>();
        for (DeclaredContainer container : DeclaredContainer.of(pod, PROBED)) {
            containers
                    .newest(container.name())
                    .filter(ContainerSnapshot::isRunning)
                    .filter(run -> hooks.isThrough(run.id()))
                    .ifPresent(run -> running.put(
                            run.id(),
                            new PodProbes.Run(
                                    container.spec(),
                                    toldOf(container, run.id(), "started"),
                                    toldOf(container, run.id(), "ready"))));
        }
        probes.follow(running, address);
    }

    private boolean toldOf(DeclaredContainer container, String id, String field) {
        for (JsonNode status : told().path(container.role().statuses())) {
            boolean same = status.path("name").asString("").equals(container.name())
                    && status.path("containerID").asString("").endsWith("//" + id);
            if (same) return status.path(field).asBoolean(false);
        }
        return false;
    }

    /** Ends these containers: sidecars after all others, the last of them first. Returns when to look again. */
    Duration stopAll(List<ContainerSnapshot> running, Duration grace) {
        Duration soonest = Duration.ofMinutes(1);
        for (ContainerSnapshot container : running) {
            boolean turn = isTurn(container, running);
            Duration left = stop(container, grace, turn, "Stopping container " + container.containerName());
            if (left.compareTo(soonest) < 0) soonest = left;
        }
        return soonest;
    }

    boolean isTurn(ContainerSnapshot container, List<ContainerSnapshot> running) {
        List<DeclaredContainer> all = DeclaredContainer.all(pod);
        int place = place(all, container);
        if (place < 0 || all.get(place).role() != Role.SIDECAR) return true;
        return running.stream().noneMatch(other -> place(all, other) > place);
    }

    private static int place(List<DeclaredContainer> all, ContainerSnapshot container) {
        return all.stream().map(DeclaredContainer::name).toList().indexOf(container.containerName());
    }

    Duration stop(ContainerSnapshot container, Duration grace, boolean turn, String why) {
        Optional<DeclaredContainer> declared = DeclaredContainer.find(pod, container.containerName());
        Subject subject = declared.map(found -> found.subject(pod)).orElse(Subject.of(Kinds.POD, pod));
        return stops.stop(
                container,
                new ContainerStops.Order(
                        grace,
                        turn,
                        () -> services.events().normal(subject, "Killing", why),
                        declared.map(found -> hooks.beforeEnd(found, container.id(), address))
                                .orElse(null)));
    }

    /** From now on no container may take longer than this to end. */
    void limitGrace(Duration longest) {
        longestGrace = longest;
    }

    /** How long a container may take to end. */
    Duration grace() {
        Duration asked = askedGrace();
        return asked.compareTo(longestGrace) > 0 ? longestGrace : asked;
    }

    private Duration askedGrace() {
        Long asked = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (asked == null) asked = pod.getSpec().getTerminationGracePeriodSeconds();
        return asked == null ? DEFAULT_GRACE : Duration.ofSeconds(Math.max(0, asked));
    }

    /** Until the spec's deadline for the whole Pod; very long where it has none. */
    Duration activeTimeLeft() {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        String start = told().path("startTime").asString("");
        if (seconds == null || start.isEmpty()) return Duration.ofDays(365);
        return Duration.between(services.clock().instant(), Instant.parse(start).plusSeconds(seconds));
    }

    void event(boolean warning, String reason, String message) {
        Subject subject = Subject.of(Kinds.POD, pod);
        if (warning) services.events().warning(subject, reason, message);
        else services.events().normal(subject, reason, message);
    }

    String uid() {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    void close() {
        probes.close();
        hooks.close();
        publisher.close();
    }
}
