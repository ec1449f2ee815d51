package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerRuntime;
import io.coxswain.node.runtime.ContainerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends containers in two steps: their stop signal, and after the grace period the kill. Never waits: it is asked again
 * until the container is gone. A grace period that becomes shorter meanwhile counts from when the stop began.
 */
final class ContainerStops {
    private final ContainerRuntime runtime;
    private final InstantSource clock;
    private final Map<String, Instant> begun = new HashMap<>();

    ContainerStops(ContainerRuntime runtime, InstantSource clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    /** Returns after how long to ask again, should the container not have ended before. */
    Duration stop(ContainerSnapshot container, Duration grace, Runnable onBegin) {
        Instant now = clock.instant();
        Instant since = begun.get(container.id());
        if (since == null) {
            since = now;
            begun.put(container.id(), now);
            onBegin.run();
            if (!grace.isZero()) runtime.signal(container.id(), container.stopSignal());
        }
        Duration left = Duration.between(now, since.plus(grace));
        if (left.isPositive()) return left;
        runtime.signal(container.id(), "SIGKILL");
        return Duration.ofSeconds(2);
    }

    boolean isStopping(String containerId) {
        return begun.containsKey(containerId);
    }

    void forget(PodContainers there) {
        begun.keySet().retainAll(there.all().stream().map(ContainerSnapshot::id).toList());
    }
}
