package io.coxswain.controlplane.scheduler.plugin;

import io.coxswain.controlplane.scheduler.framework.PodInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The Pods of a node that would have to go.
 *
 * @param pods the most important first
 * @param violations how many of them a PodDisruptionBudget protects
 */
record Victims(String node, List<PodInfo> pods, int violations) {
    static final Comparator<PodInfo> MORE_IMPORTANT_FIRST =
            Comparator.comparingInt((PodInfo pod) -> pod.priority()).reversed().thenComparing(Victims::started);

    /** Fewest protected Pods, then the lowest priorities, then the fewest Pods, then those that ran shortest. */
    static final Comparator<Victims> LEAST_HARM = Comparator.comparingInt(Victims::violations)
            .thenComparingInt(victims -> victims.pods.getFirst().priority())
            .thenComparingLong(Victims::sum)
            .thenComparingInt(victims -> victims.pods.size())
            .thenComparing(Victims::earliestStart, Comparator.reverseOrder());

    Victims {
        pods = List.copyOf(pods);
    }

    /** Shifted so that several Pods of negative priority never weigh less than one. */
    private long sum() {
        return pods.stream()
                .mapToLong(pod -> pod.priority() + Integer.MAX_VALUE + 1L)
                .sum();
    }

    private Instant earliestStart() {
        int highest = pods.getFirst().priority();
        return pods.stream()
                .filter(pod -> pod.priority() == highest)
                .map(Victims::started)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** A Pod that has not started yet counts as started last. */
    static Instant started(PodInfo pod) {
        var status = pod.pod().getStatus();
        return status == null || status.getStartTime() == null ? Instant.MAX : Instant.parse(status.getStartTime());
    }
}
