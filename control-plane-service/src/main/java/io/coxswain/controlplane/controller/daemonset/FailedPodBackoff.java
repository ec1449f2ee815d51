package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Slows down the replacement of Pods that fail again and again on a node: from a second to 15 minutes. */
final class FailedPodBackoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private record Place(ObjectKey set, String node) {}

    private record Wait(Duration delay, Instant since) {}

    private final Map<Place, Wait> waits = new ConcurrentHashMap<>();

    /** Zero when a Pod may be replaced now, which makes the next one wait for longer; else how long it has to wait. */
    Duration take(ObjectKey set, String node, Instant now) {
        Place place = new Place(set, node);
        Wait wait = waits.get(place);
        if (wait != null && wait.since().plus(wait.delay()).isAfter(now)) {
            return Duration.between(now, wait.since().plus(wait.delay()));
        }
        Duration next = FIRST;
        if (wait != null && !wait.since().plus(LONGEST.multipliedBy(2)).isBefore(now)) {
            next = wait.delay().multipliedBy(2);
        }
        waits.put(place, new Wait(next.compareTo(LONGEST) > 0 ? LONGEST : next, now));
        return Duration.ZERO;
    }

    void forget(ObjectKey set) {
        waits.keySet().removeIf(place -> place.set().equals(set));
    }
}
