package io.coxswain.node.probe;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
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
    private final BiConsumer<Container, String> unhealthy;
    private final Map<String, Map<ProbeKind, ProbeThread>> threads = new HashMap<>();

    /**
     * Nothing is asked before {@link #follow}.
     *
     * @param wake runs when a verdict changed
     * @param unhealthy gets each failure, in the words of an event
     */
    public PodProbes(Probers probers, Runnable wake, BiConsumer<Container, String> unhealthy) {
        this.probers = probers;
        this.wake = wake;
        this.unhealthy = unhealthy;
    }

    /** Starts to ask what runs newly, and no longer asks what does not run any more. */
    public void follow(Map<Container, ContainerSnapshot> running, String podAddress) {
        var ids = new HashSet<String>();
        running.forEach((container, snapshot) -> {
            ids.add(snapshot.id());
            threads.computeIfAbsent(snapshot.id(), id -> start(new ProbeTarget(id, container, podAddress)));
        });
        var gone = new ArrayList<>(threads.keySet());
        gone.removeAll(ids);
        gone.forEach(id -> stop(threads.remove(id)));
    }

    private Map<ProbeKind, ProbeThread> start(ProbeTarget target) {
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
                            () -> kind == ProbeKind.STARTUP || startup == null || startup.isWell(),
                            listener()));
        }
        return started;
    }

    private ProbeThread.Listener listener() {
        return new ProbeThread.Listener() {
            @Override
            public void failedOnce(ProbeKind kind, ProbeTarget target, String why) {
                unhealthy.accept(target.container(), kind.word() + " probe failed: " + why);
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
