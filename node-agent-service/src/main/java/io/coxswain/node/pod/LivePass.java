package io.coxswain.node.pod;

import io.coxswain.node.image.ImageState;
import io.coxswain.node.network.NetworkException;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.volume.VolumeNotReady;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One pass over a Pod that is to run: looks at what is there, does what is missing, tells the status. */
final class LivePass {
    private static final Duration SLOW = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final NodeServices services;
    private final PodSandboxes sandboxes;
    private final ContainerStarter starter;

    LivePass(NodeServices services) {
        this.services = services;
        this.sandboxes = new PodSandboxes(services);
        this.starter = new ContainerStarter(services);
    }

    Pass run(PodRun run) {
        Pod pod = run.pod();
        List<String> unsupported =
                SupportedPod.unsupported(pod, services.volumes().types(), services.probers());
        if (!unsupported.isEmpty()) {
            run.event(true, "NotSupported", "Pod was rejected: not supported: " + String.join(", ", unsupported));
            run.reject(unsupported);
            return Pass.again(SLOW);
        }
        PodContainers there = run.observe();
        if (PodPhase.isFinal(run.told())) return wrapUp(run, there);
        Optional<PodSandbox> sandbox;
        try {
            sandbox = sandboxes.current(pod, there);
        } catch (NetworkException failure) {
            return sandboxFailed(run, there, failure.getMessage());
        }
        Duration stopping = stopWhatMustNotRun(run, there, sandbox);
        Map<Container, RestartDecision> decisions = decisions(run, there, sandbox);
        var waiting = new HashMap<String, Waiting>();
        decisions.forEach((container, decision) -> {
            if (decision instanceof RestartDecision.BackOff backOff)
                waiting.put(container.getName(), backOff(run, container, backOff));
        });
        Map<Container, RestartDecision.Run> wanted = wanted(decisions);
        boolean runs = !there.running().isEmpty();
        if (run.publisher().latest() == null && !runs) run.tell(there, sandbox, waiting, false);
        if (sandbox.isEmpty() && runs) return told(run, there, sandbox, waiting, stopping);
        if (!wanted.isEmpty() || runs) {
            Map<Container, ImageState> images = images(pod, wanted, waiting);
            Map<String, Path> volumes;
            try {
                volumes = services.volumes().setUp(pod);
            } catch (VolumeNotReady notReady) {
                run.event(true, "FailedMount", notReady.reason());
                return told(run, there, sandbox, waiting, RETRY);
            }
            if (sandbox.isEmpty() && wanted.isEmpty()) return told(run, there, sandbox, waiting, SLOW);
            if (sandbox.isEmpty()) {
                try {
                    if (there.sandbox().isPresent()) {
                        run.event(false, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
                    }
                    sandbox = Optional.of(sandboxes.create(pod, there));
                } catch (NetworkException | RuntimeFault | ConfigError | IOException failure) {
                    return sandboxFailed(run, there, failure.getMessage());
                }
            }
            start(run, sandbox.get(), wanted, images, volumes, there, waiting);
            there = run.observe();
        }
        return told(run, there, sandbox, waiting, stopping);
    }

    private void start(
            PodRun run,
            PodSandbox sandbox,
            Map<Container, RestartDecision.Run> wanted,
            Map<Container, ImageState> images,
            Map<String, Path> volumes,
            PodContainers there,
            Map<String, Waiting> waiting) {
        wanted.forEach((container, decision) -> {
            if (!(images.get(container) instanceof ImageState.Present(var image))) return;
            starter.start(run.pod(), container, sandbox, decision, image, volumes, there.runs(container.getName()))
                    .ifPresent(why -> waiting.put(container.getName(), why));
        });
    }

    private Map<Container, ImageState> images(
            Pod pod, Map<Container, RestartDecision.Run> wanted, Map<String, Waiting> waiting) {
        var images = new HashMap<Container, ImageState>();
        wanted.forEach((container, decision) -> {
            ImageState state = starter.image(pod, container, decision);
            images.put(container, state);
            switch (state) {
                case ImageState.Present _ -> {}
                case ImageState.Pulling _ -> waiting.put(container.getName(), Waiting.creating());
                case ImageState.Missing(var reason, var message, var askAgain) ->
                    waiting.put(
                            container.getName(),
                            new Waiting(
                                    reason,
                                    message,
                                    Duration.between(services.clock().instant(), askAgain)));
            }
        });
        return images;
    }

    /** The init container whose turn it is, or else all the others. */
    private Map<Container, RestartDecision> decisions(PodRun run, PodContainers there, Optional<PodSandbox> sandbox) {
        Pod pod = run.pod();
        var decisions = new LinkedHashMap<Container, RestartDecision>();
        boolean initialized = InitContainers.areDone(pod, there, run.told());
        if (!initialized) {
            Container next = InitContainers.next(pod, there).orElseThrow();
            decisions.put(
                    next, decision(run, next, "initContainerStatuses", InitContainers.initPolicy(pod), there, sandbox));
            return decisions;
        }
        for (Container container : pod.getSpec().getContainers()) {
            decisions.put(
                    container,
                    decision(run, container, "containerStatuses", InitContainers.policy(pod), there, sandbox));
        }
        return decisions;
    }

    private RestartDecision decision(
            PodRun run,
            Container container,
            String list,
            String policy,
            PodContainers there,
            Optional<PodSandbox> sandbox) {
        Optional<ContainerSnapshot> newest = there.newest(container.getName());
        boolean init = list.startsWith("init");
        if (init && newest.isPresent() && ranInOtherSandbox(newest.get(), sandbox)) {
            return new RestartDecision.Run(newest.get().restartCount() + 1, 0);
        }
        ObjectNode before = null;
        for (var status : run.told().path(list)) {
            if (status instanceof ObjectNode object
                    && object.path("name").asString("").equals(container.getName())) {
                before = object;
            }
        }
        boolean vanished = newest.isEmpty() && ContainerStatuses.wasKnown(before);
        if (vanished && policy.equals("Never")) return new RestartDecision.Gone();
        return RestartDecision.of(
                policy,
                newest,
                ContainerStatuses.count(before) + (vanished ? 1 : 0),
                services.clock().instant());
    }

    private static boolean ranInOtherSandbox(ContainerSnapshot run, Optional<PodSandbox> sandbox) {
        return PodContainers.isOver(run)
                && run.exitCode() == 0
                && !run.label(Labels.SANDBOX_ID)
                        .equals(sandbox.map(PodSandbox::id).orElse(""));
    }

    private static Map<Container, RestartDecision.Run> wanted(Map<Container, RestartDecision> decisions) {
        var wanted = new LinkedHashMap<Container, RestartDecision.Run>();
        decisions.forEach((container, decision) -> {
            if (decision instanceof RestartDecision.Run start) wanted.put(container, start);
        });
        return wanted;
    }

    private Waiting backOff(PodRun run, Container container, RestartDecision.BackOff backOff) {
        var metadata = run.pod().getMetadata();
        String podName = metadata.getName() + "_" + metadata.getNamespace() + "(" + metadata.getUid() + ")";
        services.events()
                .warning(
                        ContainerStarter.subject(run.pod(), container),
                        "BackOff",
                        "Back-off restarting failed container " + container.getName() + " in pod " + podName);
        return new Waiting(
                "CrashLoopBackOff",
                "back-off " + text(backOff.delay()) + " restarting failed container=" + container.getName() + " pod="
                        + podName,
                Duration.between(services.clock().instant(), backOff.until()));
    }

    private static String text(Duration delay) {
        long seconds = delay.toSeconds();
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }

    /** Ends what its probe, its spec or the loss of its sandbox condemns; returns when to look again. */
    private Duration stopWhatMustNotRun(PodRun run, PodContainers there, Optional<PodSandbox> sandbox) {
        Duration soonest = SLOW;
        for (ContainerSnapshot container : there.running()) {
            String why = condemned(run, container, sandbox);
            if (why == null) continue;
            Duration left = run.stop(container, run.grace(), why);
            if (left.compareTo(soonest) < 0) soonest = left;
        }
        return soonest;
    }

    private static @org.jspecify.annotations.Nullable String condemned(
            PodRun run, ContainerSnapshot container, Optional<PodSandbox> sandbox) {
        String name = container.containerName();
        if (sandbox.isEmpty()) return "Stopping container " + name;
        String probe = run.probes().failed(container.id());
        if (probe != null) {
            return "Container " + name + " failed " + probe.toLowerCase(java.util.Locale.ROOT)
                    + " probe, will be restarted";
        }
        Optional<Container> spec = java.util.stream.Stream.concat(
                        run.pod().getSpec().getInitContainers().stream(), run.pod().getSpec().getContainers().stream())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst();
        if (spec.isEmpty()) return "Stopping container " + name;
        boolean same = SpecHash.of(spec.get()).equals(container.label(Labels.HASH));
        return same ? null : "Container " + name + " definition changed, will be restarted";
    }

    private Pass sandboxFailed(PodRun run, PodContainers there, @org.jspecify.annotations.Nullable String why) {
        run.event(true, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + why);
        return told(run, there, Optional.empty(), Map.of(), RETRY);
    }

    /** Nothing of the Pod will run again: its network and memory are given back, its containers stay for their logs. */
    private Pass wrapUp(PodRun run, PodContainers there) {
        Duration soonest = SLOW;
        for (ContainerSnapshot container : there.running()) {
            Duration left = run.stop(container, run.grace(), "Stopping container " + container.containerName());
            if (left.compareTo(soonest) < 0) soonest = left;
        }
        if (there.running().isEmpty()) {
            run.probes().close();
            there.sandboxes().forEach(sandbox -> sandboxes.remove(sandbox.id()));
            run.tell(there, Optional.empty(), Map.of(), true);
        }
        return Pass.again(soonest);
    }

    private Pass told(
            PodRun run,
            PodContainers there,
            Optional<PodSandbox> sandbox,
            Map<String, Waiting> waiting,
            Duration lookAgain) {
        run.followProbes(there, sandbox);
        run.tell(there, sandbox, waiting, false);
        if (PodPhase.isFinal(run.told())) return wrapUp(run, there);
        Duration soonest = lookAgain;
        for (Waiting one : waiting.values()) {
            if (one.lookAgain().compareTo(soonest) < 0) soonest = one.lookAgain();
        }
        return Pass.again(soonest.isNegative() ? Duration.ZERO : soonest);
    }
}
