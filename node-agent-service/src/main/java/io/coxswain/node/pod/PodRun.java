package io.coxswain.node.pod;

import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.probe.PodProbes;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What the passes of one Pod share while the agent knows it: its probes, stops under way, and the status told. */
final class PodRun {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private final NodeServices services;
    private final PodStatuses statuses;
    private final StatusPublisher publisher;
    private final ContainerStops stops;
    private final PodProbes probes;
    private volatile Pod pod;

    PodRun(NodeServices services, Pod pod, Runnable wake) {
        this.services = services;
        this.pod = pod;
        this.statuses = new PodStatuses(services);
        this.publisher = new StatusPublisher(
                services.api(), ObjectKey.of(pod), pod.getMetadata().getUid());
        this.stops = new ContainerStops(services.runtime(), services.clock());
        this.probes = new PodProbes(services.probers(), wake, this::unhealthy);
    }

    private void unhealthy(Container container, String why) {
        services.events().warning(ContainerStarter.subject(pod, container), "Unhealthy", why);
    }

    Pod pod() {
        return pod;
    }

    void update(Pod newer) {
        pod = newer;
    }

    PodProbes probes() {
        return probes;
    }

    StatusPublisher publisher() {
        return publisher;
    }

    PodContainers observe() {
        var containers = new PodContainers(
                services.runtime().containersOf(pod.getMetadata().getUid()));
        stops.forget(containers);
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

    void reject(java.util.List<String> unsupported) {
        publisher.publish(statuses.rejected(
                view(new PodContainers(java.util.List.of()), Optional.empty(), Map.of(), true), unsupported));
    }

    private PodView view(
            PodContainers containers, Optional<PodSandbox> sandbox, Map<String, Waiting> waiting, boolean over) {
        var verdicts = new PodView.Verdicts() {
            @Override
            public boolean isStarted(String containerId) {
                return probes.isStarted(containerId);
            }

            @Override
            public boolean isReady(String containerId) {
                return probes.isReady(containerId);
            }
        };
        return new PodView(
                pod,
                told(),
                containers,
                sandbox,
                waiting,
                verdicts,
                over,
                services.clock().instant());
    }

    void followProbes(PodContainers containers, Optional<PodSandbox> sandbox) {
        var running = new HashMap<Container, ContainerSnapshot>();
        for (Container container : pod.getSpec().getContainers()) {
            containers
                    .newest(container.getName())
                    .filter(ContainerSnapshot::isRunning)
                    .ifPresent(run -> running.put(container, run));
        }
        sandbox.ifPresent(there -> probes.follow(running, there.address()));
    }

    Duration stop(ContainerSnapshot container, Duration grace, String why) {
        return stops.stop(container, grace, () -> services.events().normal(subject(container), "Killing", why));
    }

    private Subject subject(ContainerSnapshot snapshot) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(snapshot.containerName()))
                .findFirst()
                .map(container -> ContainerStarter.subject(pod, container))
                .orElse(Subject.of(Kinds.POD, pod));
    }

    /** How long a container may take to end. */
    Duration grace() {
        Long asked = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (asked == null) asked = pod.getSpec().getTerminationGracePeriodSeconds();
        return asked == null ? DEFAULT_GRACE : Duration.ofSeconds(Math.max(0, asked));
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
        publisher.close();
    }
}
