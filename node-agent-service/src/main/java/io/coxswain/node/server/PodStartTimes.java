package io.coxswain.node.server;

import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Informer;
import io.fabric8.kubernetes.api.model.Pod;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long Pods take from when this node first sees them until they are told to run. */
public final class PodStartTimes {
    private static final double[] BOUNDS = {
        0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600
    };

    private final InstantSource clock;
    private final Histogram durations = Histogram.builder()
            .name("kubelet_pod_start_duration_seconds")
            .help("Duration from seeing a Pod for the first time to its running")
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(BOUNDS)
            .build();

    /** The Pods that do not run yet; changes are told one at a time. */
    private final Map<ObjectKey, Instant> waiting = new HashMap<>();

    public PodStartTimes(InstantSource clock) {
        this.clock = clock;
    }

    public void follow(Informer<Pod> pods) {
        pods.onChange(this::look);
    }

    private void look(Change<Pod> change) {
        switch (change) {
            case Change.Added<Pod>(var now) -> look(now);
            case Change.Updated<Pod>(var _, var now) -> look(now);
            case Change.Deleted<Pod>(var last) -> waiting.remove(ObjectKey.of(last));
        }
    }

    private void look(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        String phase = phase(pod);
        if (phase == null || phase.equals("Pending")) {
            waiting.putIfAbsent(key, clock.instant());
            return;
        }
        Instant seen = waiting.remove(key);
        if (seen != null && phase.equals("Running")) {
            durations.observe(Duration.between(seen, clock.instant()).toMillis() / 1000.0);
        }
    }

    private static @Nullable String phase(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPhase();
    }

    MetricSnapshot snapshot() {
        return durations.collect();
    }
}
