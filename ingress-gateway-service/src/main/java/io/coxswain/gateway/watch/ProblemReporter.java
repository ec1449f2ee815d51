package io.coxswain.gateway.watch;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.model.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells each problem once, as an event on its Ingress. Only what lasts is told: a Service that is created right after
 * its Ingress, or a Pod that is still starting, is no problem.
 */
final class ProblemReporter {
    private static final Duration LASTING = Duration.ofSeconds(5);

    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<String, Instant> since = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    ProblemReporter(EventRecorder events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Takes the problems of now; true when some of them have not lasted long enough yet. */
    boolean report(Collection<Problem> problems) {
        Instant now = clock.instant();
        Set<String> present = new HashSet<>();
        boolean more = false;
        for (Problem problem : problems) {
            String identity = problem.identity();
            present.add(identity);
            Instant first = since.computeIfAbsent(identity, any -> now);
            if (Duration.between(first, now).compareTo(LASTING) < 0) {
                more = true;
            } else if (told.add(identity)) {
                events.warning(Subject.of(Kinds.INGRESS, problem.ingress()), problem.reason(), problem.message());
            }
        }
        since.keySet().retainAll(present);
        told.retainAll(present);
        return more;
    }
}
