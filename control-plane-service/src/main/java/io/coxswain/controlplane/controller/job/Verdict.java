package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a Job ends, well or not. */
record Verdict(boolean isSuccess, String reason, String message) {
    /** The condition that is set when it is clear how the Job ends. */
    String target() {
        return isSuccess ? JobDraft.SUCCESS : JobDraft.FAILURE;
    }

    /** The condition that is set when all of its Pods are gone and counted. */
    String end() {
        return isSuccess ? Jobs.COMPLETED : Jobs.FAILED;
    }

    static Verdict complete() {
        return new Verdict(true, "CompletionsReached", "Reached expected number of succeeded pods");
    }

    /** What was decided in an earlier pass. */
    static Optional<Verdict> known(JobDraft draft) {
        for (String type : List.of(JobDraft.FAILURE, JobDraft.SUCCESS)) {
            var condition = draft.condition(type).filter(_ -> draft.has(type));
            if (condition.isPresent()) {
                return Optional.of(new Verdict(
                        type.equals(JobDraft.SUCCESS),
                        condition.get().path("reason").asString(""),
                        condition.get().path("message").asString("")));
            }
        }
        return Optional.empty();
    }

    /** Whether the Job has failed by its Pods or by time; {@code failed} are all failures that count. */
    static Optional<Verdict> failure(JobPods pods, JobDraft draft, int failed, Instant now) {
        Job job = pods.job;
        for (Pod pod : pods.all()) {
            var match =
                    FailurePolicy.match(job, pod).filter(rule -> rule.action().equals("FailJob"));
            if (match.isPresent()) return failed("PodFailurePolicy", match.get().message());
        }
        if (failed > Jobs.backoffLimit(job) || hasRestartedTooOften(pods)) {
            return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        Duration left = untilDeadline(job, draft, now);
        if (left != null && !left.isPositive()) {
            return failed("DeadlineExceeded", "Job was active longer than specified deadline");
        }
        return Optional.empty();
    }

    /** Whether too many indexes have failed, or each has ended and one has failed. */
    static Optional<Verdict> indexFailure(Job job, Indexes failed, int succeeded) {
        if (failed.isEmpty()) return Optional.empty();
        Integer most = job.getSpec().getMaxFailedIndexes();
        if (most != null && failed.count() > most) {
            return failed(
                    "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }
        return failed.count() + succeeded >= Jobs.indexes(job)
                ? failed("FailedIndexes", "Job has failed indexes")
                : Optional.empty();
    }

    static Optional<Verdict> successPolicy(Job job, Indexes succeeded) {
        return SuccessRules.met(job, succeeded).map(rule -> new Verdict(true, "SuccessPolicy", rule));
    }

    /** How long it may still run; null where there is no deadline. */
    static @Nullable Duration untilDeadline(Job job, JobDraft draft, Instant now) {
        Long seconds = job.getSpec().getActiveDeadlineSeconds();
        String start = draft.startTime;
        if (seconds == null || start == null || Jobs.isSuspended(job)) return null;
        return Duration.between(now, Instant.parse(start).plusSeconds(seconds));
    }

    /** Containers that the agent starts again count as failures too. */
    private static boolean hasRestartedTooOften(JobPods pods) {
        Job job = pods.job;
        if (!"OnFailure".equals(job.getSpec().getTemplate().getSpec().getRestartPolicy())) return false;
        int restarts = 0;
        for (Pod pod : pods.all()) {
            if (!Pods.phase(pod).equals("Running") && !Pods.phase(pod).equals("Pending")) continue;
            restarts += restarts(pod.getStatus().getInitContainerStatuses());
            restarts += restarts(pod.getStatus().getContainerStatuses());
        }
        int limit = Jobs.backoffLimit(job);
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static int restarts(@Nullable List<ContainerStatus> statuses) {
        return Objects.requireNonNullElse(statuses, List.<ContainerStatus>of()).stream()
                .mapToInt(status -> Objects.requireNonNullElse(status.getRestartCount(), 0))
                .sum();
    }

    private static Optional<Verdict> failed(String reason, String message) {
        return Optional.of(new Verdict(false, reason, message));
    }
}
