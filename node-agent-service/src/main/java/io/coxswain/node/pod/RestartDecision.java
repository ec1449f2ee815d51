package io.coxswain.node.pod;

import io.coxswain.node.runtime.ContainerSnapshot;
import io.coxswain.node.runtime.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Whether a container is to be run now. Decided from the last run alone, whose labels carry the count and the back-off,
 * so that a restart of the agent changes nothing.
 */
sealed interface RestartDecision {
    Duration FIRST = Duration.ofSeconds(10);
    Duration CAP = Duration.ofMinutes(5);

    /** A run of this length starts the back-off anew. */
    Duration LONG_RUN = Duration.ofMinutes(10);

    record Keep(ContainerSnapshot run) implements RestartDecision {}

    /** It ended for good. */
    record Ended(ContainerSnapshot run) implements RestartDecision {}

    /** It is not there any more and is not to run again. */
    record Gone() implements RestartDecision {}

    record BackOff(ContainerSnapshot run, Duration delay, Instant until) implements RestartDecision {}

    /**
     * Run it.
     *
     * @param backOffSeconds what the run after this one has to wait, should this one end early
     */
    record Run(int restartCount, int backOffSeconds) implements RestartDecision {}

    /**
     * Decides for one container.
     *
     * @param restarts whether it runs again after it ended with this code
     * @param missedRuns the restart count to begin with where the engine knows no run
     */
    static RestartDecision of(IntPredicate restarts, Optional<ContainerSnapshot> newest, int missedRuns, Instant now) {
        if (newest.isEmpty()) return new Run(missedRuns, 0);
        ContainerSnapshot run = newest.get();
        if (run.isRunning()) return new Keep(run);
        if (!PodContainers.isOver(run)) return new Run(run.restartCount(), run.number(Labels.BACK_OFF_SECONDS));
        if (!restarts.test(run.exitCode())) return new Ended(run);
        Duration delay = delay(run);
        Instant until = PodContainers.overSince(run).plus(delay);
        if (now.isBefore(until)) return new BackOff(run, delay, until);
        return new Run(run.restartCount() + 1, (int) next(delay).toSeconds());
    }

    static boolean restarts(String policy, int exitCode) {
        return switch (policy) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    private static Duration delay(ContainerSnapshot run) {
        Instant started = run.startedAt();
        boolean ranLong = started != null
                && Duration.between(started, PodContainers.overSince(run)).compareTo(LONG_RUN) >= 0;
        return ranLong ? Duration.ZERO : Duration.ofSeconds(run.number(Labels.BACK_OFF_SECONDS));
    }

    private static Duration next(Duration delay) {
        if (delay.isZero()) return FIRST;
        Duration doubled = delay.multipliedBy(2);
        return doubled.compareTo(CAP) > 0 ? CAP : doubled;
    }
}
