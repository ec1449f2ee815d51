package io.coxswain.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one Pod's containers. The Pod's worker says what runs and asks for the verdicts; all of its methods are
 * called by the worker alone.
 */
public final class PodProbes implements AutoCloseable {
    private final Probers probers;
    private final Runnable wake;
    private final BiConsumer<String, String> unhealthy;
    private final Map<String, Map<ProbeKind, ProbeThread>> threads = new HashMap<>();

    /**
     * Nothing is asked before {@link #follow}.
     *
     * @param wake runs when a verdict changed
     * @param unhealthy gets each failure, in the words of an event
     */
    public PodProbes(Probers probers, Runnable wake, BiConsumer<String, String> unhealthy) {
        this.probers = probers;
        this.wake = wake;
        this.unhealthy = unhealthy;
    }

    /**
     * A run of a container.
     *
     * @param wasStarted what is known from before, so that a restart of the agent changes nothing
     */
    public record Run(Container container, boolean wasStarted, boolean wasReady) {
        boolean known(ProbeKind kind) {
            return switch (kind) {
                case STARTUP -> wasStarted;
                case LIVENESS -> false;
                case READINESS -> wasReady;
            };
        }
    }

    /** Starts to ask what runs newly, by its id, and no longer asks what does not run any more. */
    public void follow(Map<String, Run> running, String podAddress) {
        running.forEach((id, run) ->
                threads.computeIfAbsent(id, _ -> start(new ProbeTarget(id, run.container(), podAddress), run)));
        var gone = new ArrayList<>(threads.keySet());
        gone.removeAll(running.keySet());
        gone.forEach(id -> stop(threads.remove(id)));
    }

    private Map<ProbeKind, ProbeThread> start(ProbeTarget target, Run run) {
        var started = new EnumMap<ProbeKind, ProbeThread>(ProbeKind.class);
        for (ProbeKind kind : ProbeKind.values()) {
            Probe probe = kind.of(target.container());
            Prober prober = probe == null ? null : probers.of(probe).orElse(null);
            if (probe == null || prober == null) continue;
            ProbeThread startup = started.get(ProbeKind.STARTUP);
            started.put(
                    kind,
                    new ProbeThread(
                            kind,
                            target,
                            probe,
                            prober,
                            run.known(kind),
                            () -> kind == ProbeKind.STARTUP || startup == null || startup.isWell(),
                            listener()));
        }
        return started;
    }

    private ProbeThread.Listener listener() {
        return new ProbeThread.Listener() {
            @Override
            public void failedOnce(ProbeKind kind, ProbeTarget target, String why) {
                unhealthy.accept(target.container().getName(), kind.word() + " probe failed: " + why);
            }

            @Override
            public void verdict(ProbeKind kind, boolean well) {
                wake.run();
            }
        };
    }

    /** Whether a run of a container is through with starting. */
    public boolean isStarted(String containerId) {
        ProbeThread startup = thread(containerId, ProbeKind.STARTUP);
        return startup == null || startup.isWell();
    }

    public boolean isReady(String containerId) {
        ProbeThread readiness = thread(containerId, ProbeKind.READINESS);
        return isStarted(containerId) && (readiness == null || readiness.isWell());
    }

    /** The seconds that a run may take to end by the word of the probe that condemned it, or null for the Pod's own. */
    public @Nullable Long graceOf(String containerId) {
        for (ProbeKind kind : new ProbeKind[] {ProbeKind.STARTUP, ProbeKind.LIVENESS}) {
            ProbeThread thread = thread(containerId, kind);
            if (thread != null && thread.hasFailedForGood()) return thread.graceSeconds();
        }
        return null;
    }

    /** The word for the probe because of which a run is to be ended, or null. */
    public @Nullable String failed(String containerId) {
        for (ProbeKind kind : new ProbeKind[] {ProbeKind.STARTUP, ProbeKind.LIVENESS}) {
            ProbeThread thread = thread(containerId, kind);
            if (thread != null && thread.hasFailedForGood()) return kind.word();
        }
        return null;
    }

    private @Nullable ProbeThread thread(String containerId, ProbeKind kind) {
        Map<ProbeKind, ProbeThread> known = threads.get(containerId);
        return known == null ? null : known.get(kind);
    }

    private static void stop(@Nullable Map<ProbeKind, ProbeThread> stopped) {
        if (stopped == null) return;
        Collection<ProbeThread> all = stopped.values();
        all.forEach(ProbeThread::close);
    }

    @Override
    public void close() {
        threads.values().forEach(PodProbes::stop);
        threads.clear();
    }
}
