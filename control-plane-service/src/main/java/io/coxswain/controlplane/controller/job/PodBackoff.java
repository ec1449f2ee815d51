package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Slows a Job down whose Pods fail one after the other: from ten seconds to ten minutes. */
final class PodBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Failures since the last success, and the Pods among those still tracked that it has seen end. */
    private static final class Streak {
        private int failures;
        private Instant last = Instant.EPOCH;
        private Set<String> seen = new HashSet<>();
    }

    private final Map<String, Streak> byJob = new ConcurrentHashMap<>();

    /** Takes in the Pods that have ended since it was last asked, and tells how long no new one may come. */
    Duration observe(String job, List<Pod> succeeded, List<Pod> failed, Instant now) {
        if (succeeded.isEmpty() && failed.isEmpty() && !byJob.containsKey(job)) return Duration.ZERO;
        Streak streak = byJob.computeIfAbsent(job, _ -> new Streak());
        var ended = new java.util.ArrayList<>(failed);
        ended.addAll(succeeded);
        Set<String> uids = ended.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        ended.removeIf(pod -> streak.seen.contains(pod.getMetadata().getUid()));
        streak.seen = uids;
        ended.sort(Comparator.comparing(pod -> end(pod, now)));
        for (Pod pod : ended) {
            if (Pods.phase(pod).equals("Succeeded")) {
                streak.failures = 0;
                continue;
            }
            streak.failures++;
            streak.last = end(pod, now);
        }
        return left(streak.failures, streak.last, now);
    }

    void forget(String job) {
        byJob.remove(job);
    }

    static Duration left(int failures, Instant last, Instant now) {
        if (failures == 0) return Duration.ZERO;
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration left = Duration.between(now, last.plus(delay.compareTo(LONGEST) > 0 ? LONGEST : delay));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** When its last container ended; by other signs where none tells. */
    static Instant end(Pod pod, Instant now) {
        List<ContainerStatus> statuses = pod.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(pod.getStatus().getContainerStatuses(), List.of());
        return statuses.stream()
                .filter(status -> status.getState() != null
                        && status.getState().getTerminated() != null
                        && status.getState().getTerminated().getFinishedAt() != null)
                .map(status -> Instant.parse(status.getState().getTerminated().getFinishedAt()))
                .max(Comparator.naturalOrder())
                .or(() -> Pods.readySince(pod).filter(_ -> !Pods.isReady(pod)))
                .orElseGet(() -> Pods.isTerminating(pod)
                        ? Instant.parse(pod.getMetadata().getDeletionTimestamp())
                        : Instant.parse(pod.getMetadata().getCreationTimestamp()));
    }
}
