package io.coxswain.node.pod;

import io.coxswain.node.image.ImageState;
import io.coxswain.node.network.NetworkException;
import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import io.coxswain.node.runtime.RuntimeFault;
import io.coxswain.node.volume.VolumeNotReady;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pass over a Pod that is to run: looks at what is there, does what is missing, tells the status. */
final class LivePass {
    private static final Duration SLOW = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** How often limited volumes are measured. */
    private static final Duration MEASURE = Duration.ofSeconds(10);

    private final NodeServices services;
    private final PodSandboxes sandboxes;
    private final ContainerStarter starter;
    private final StorageLimits limits;
    private final Resizes resizes;

    LivePass(NodeServices services) {
        this.services = services;
        this.sandboxes = new PodSandboxes(services);
        this.starter = new ContainerStarter(services);
        this.limits = new StorageLimits(services.volumes());
        this.resizes = new Resizes(services);
    }

    Pass run(PodRun run) throws IOException {
        resizes.decide(run);
        Pod pod = run.pod();
        List<String> unsupported =
                SupportedPod.unsupported(pod, services.volumes().types(), services.probers());
        if (!unsupported.isEmpty()) {
            run.event(true, "NotSupported", "Pod was rejected: not supported: " + String.join(", ", unsupported));
            run.fail(
                    new PodContainers(List.of()),
                    "NotSupported",
                    "Pod was rejected: this node does not support " + String.join(", ", unsupported));
            return Pass.again(SLOW);
        }
        PodContainers there = run.observe();
        if (PodPhase.isFinal(run.told())) return wrapUp(run, there);
        Duration allowed = run.activeTimeLeft();
        if (allowed.isNegative() || allowed.isZero()) {
            String why = "Pod was active on the node longer than the specified deadline";
            run.event(false, "DeadlineExceeded", why);
            run.fail(there, "DeadlineExceeded", why);
            return wrapUp(run, there);
        }
        Optional<String> forbidden = Sysctls.forbidden(pod);
        if (forbidden.isPresent()) {
            run.event(true, "SysctlForbidden", forbidden.get());
            run.fail(there, "SysctlForbidden", forbidden.get());
            return wrapUp(run, there);
        }
        Optional<String> exceeded = limits.exceeded(pod, there);
        if (exceeded.isPresent()) {
            run.event(true, "Evicted", exceeded.get());
            run.fail(there, "Evicted", exceeded.get());
            return wrapUp(run, there);
        }
        Optional<Evictions.Order> order = services.evictions().of(run.uid());
        if (order.isPresent()) {
            run.event(true, "Evicted", order.get().message());
            run.limitGrace(order.get().grace());
            run.evict(there, order.get().message());
            return wrapUp(run, there);
        }
        Optional<PodSandbox> sandbox;
        try {
            sandbox = sandboxes.current(pod, there);
        } catch (NetworkException failure) {
            return sandboxFailed(run, there, failure.getMessage());
        }
        run.followProbes(there, sandbox);
        var decisions = new StartDecisions(run, there, sandbox, services.clock().instant());
        Duration stopping = stopWhatMustNotRun(run, there, sandbox, decisions.mainsAreOver());
        var waiting = new HashMap<String, Waiting>();
        decisions.all().forEach((container, decision) -> {
            if (decision instanceof RestartDecision.BackOff backOff)
                waiting.put(container.name(), backOff(run, container, backOff));
        });
        Map<DeclaredContainer, RestartDecision.Run> wanted = decisions.wanted();
        boolean runs = !there.running().isEmpty();
        if (run.publisher().latest() == null && !runs) run.tell(there, sandbox, waiting, false);
        if (sandbox.isEmpty() && runs) return told(run, there, sandbox, waiting, stopping);
        if (!wanted.isEmpty() || runs) {
            Map<DeclaredContainer, ImageState> images = images(pod, wanted, waiting);
            Map<String, Path> volumes;
            try {
                volumes = services.volumes().setUp(pod);
            } catch (VolumeNotReady notReady) {
                if (!notReady.isPending()) run.event(true, "FailedMount", notReady.reason());
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
        Duration resizing = resizes.apply(run, there);
        if (resizing.isZero()) there = run.observe();
        else if (resizing.compareTo(stopping) < 0) stopping = resizing;
        return told(run, there, sandbox, waiting, stopping);
    }

    private void start(
            PodRun run,
            PodSandbox sandbox,
            Map<DeclaredContainer, RestartDecision.Run> wanted,
            Map<DeclaredContainer, ImageState> images,
            Map<String, Path> volumes,
            PodContainers there,
            Map<String, Waiting> waiting) {
        wanted.forEach((container, decision) -> {
            if (!(images.get(container) instanceof ImageState.Present(var image))) return;
            starter.start(run, container, sandbox, decision, image, volumes, there.runs(container.name()))
                    .ifPresent(why -> waiting.put(container.name(), why));
        });
    }

    private Map<DeclaredContainer, ImageState> images(
            Pod pod, Map<DeclaredContainer, RestartDecision.Run> wanted, Map<String, Waiting> waiting) {
        var images = new HashMap<DeclaredContainer, ImageState>();
        wanted.forEach((container, decision) -> {
            ImageState state = starter.image(pod, container, decision);
            images.put(container, state);
            switch (state) {
                case ImageState.Present _ -> {}
                case ImageState.Pulling _ -> waiting.put(container.name(), Waiting.creating());
                case ImageState.Missing(var reason, var message, var askAgain) ->
                    waiting.put(
                            container.name(),
                            new Waiting(
                                    reason,
                                    message,
                                    Duration.between(services.clock().instant(), askAgain)));
            }
        });
        return images;
    }

    private Waiting backOff(PodRun run, DeclaredContainer container, RestartDecision.BackOff backOff) {
        var metadata = run.pod().getMetadata();
        String podName = metadata.getName() + "_" + metadata.getNamespace() + "(" + metadata.getUid() + ")";
        services.events()
                .warning(
                        container.subject(run.pod()),
                        "BackOff",
                        "Back-off restarting failed container " + container.name() + " in pod " + podName);
        return new Waiting(
                "CrashLoopBackOff",
                "back-off " + text(backOff.delay()) + " restarting failed container=" + container.name() + " pod="
                        + podName,
                Duration.between(services.clock().instant(), backOff.until()));
    }

    private static String text(Duration delay) {
        long seconds = delay.toSeconds();
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }

    /** Ends what its probe, its spec or the loss of its sandbox condemns; returns when to look again. */
    private Duration stopWhatMustNotRun(
            PodRun run, PodContainers there, Optional<PodSandbox> sandbox, boolean mainsAreOver) {
        Duration soonest = SLOW;
        for (ContainerSnapshot container : there.running()) {
            String why = condemned(run, container, sandbox, mainsAreOver);
            if (why == null) continue;
            boolean turn = !mainsAreOver || run.isTurn(container, there.running());
            Duration left = run.stop(container, grace(run, container), turn, why);
            if (left.compareTo(soonest) < 0) soonest = left;
        }
        return soonest;
    }

    /** A probe may have a grace period of its own. */
    private static Duration grace(PodRun run, ContainerSnapshot container) {
        Long own = run.probes().graceOf(container.id());
        return own == null ? run.grace() : Duration.ofSeconds(own);
    }

    private @org.jspecify.annotations.Nullable String condemned(
            PodRun run, ContainerSnapshot container, Optional<PodSandbox> sandbox, boolean mainsAreOver) {
        String name = container.containerName();
        if (sandbox.isEmpty()) return "Stopping container " + name;
        if (run.hooks().hasFailed(container.id())) return "FailedPostStartHook";
        String probe = run.probes().failed(container.id());
        if (probe != null) {
            return "Container " + name + " failed " + probe.toLowerCase(java.util.Locale.ROOT)
                    + " probe, will be restarted";
        }
        Optional<DeclaredContainer> declared = DeclaredContainer.find(run.pod(), name);
        if (declared.isEmpty()) return "Stopping container " + name;
        if (mainsAreOver && declared.get().role() == DeclaredContainer.Role.SIDECAR) {
            return "Stopping container " + name;
        }
        boolean same = SpecHash.of(declared.get().spec()).equals(container.label(Labels.HASH));
        if (!same) return "Container " + name + " definition changed, will be restarted";
        return resizes.restarts(run, declared.get(), container)
                ? "Container " + name + " resize requires restart"
                : null;
    }

    private Pass sandboxFailed(PodRun run, PodContainers there, @org.jspecify.annotations.Nullable String why)
            throws IOException {
        run.event(true, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + why);
        return told(run, there, Optional.empty(), Map.of(), RETRY);
    }

    /**
     * Nothing of the Pod will run again: its network and volumes are given back, its containers stay for their logs.
     * Those of an evicted Pod go too, since the node needs what they hold.
     */
    private Pass wrapUp(PodRun run, PodContainers there) throws IOException {
        Duration soonest = run.stopAll(there.running(), run.grace());
        if (there.running().isEmpty()) {
            run.probes().close();
            there.sandboxes().forEach(sandbox -> sandboxes.remove(sandbox.id()));
            run.tell(there, Optional.empty(), Map.of(), true);
            services.volumes().release(run.uid());
            services.evictions().done(run.uid());
            boolean evicted = run.told().path("reason").asString("").equals("Evicted");
            if (evicted && !removeContainers(run, there)) return Pass.again(RETRY);
        }
        return Pass.again(soonest);
    }

    /**
     * False while the API does not know yet how they ended: an agent that starts again would take the Pod for one to be
     * started.
     */
    private boolean removeContainers(PodRun run, PodContainers there) {
        if (!run.publisher().isWritten()) return false;
        for (ContainerSnapshot container : there.all()) {
            if (!container.isSandbox()) services.runtime().remove(container.id());
        }
        return true;
    }

    private Pass told(
            PodRun run,
            PodContainers there,
            Optional<PodSandbox> sandbox,
            Map<String, Waiting> waiting,
            Duration lookAgain)
            throws IOException {
        run.followProbes(there, sandbox);
        run.tell(there, sandbox, waiting, false);
        if (PodPhase.isFinal(run.told())) return wrapUp(run, there);
        Duration allowed = run.activeTimeLeft();
        Duration soonest = lookAgain.compareTo(allowed) < 0 ? lookAgain : allowed;
        if (limits.any(run.pod()) && soonest.compareTo(MEASURE) > 0) soonest = MEASURE;
        for (Waiting one : waiting.values()) {
            if (one.lookAgain().compareTo(soonest) < 0) soonest = one.lookAgain();
        }
        return Pass.again(soonest.isNegative() ? Duration.ZERO : soonest);
    }
}
