package io.coxswain.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the spec and the status of a Job say. */
public final class Jobs {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
    public static final String COMPLETED = "Complete";
    public static final String FAILED = "Failed";

    private static final String BUILT_IN = "kubernetes.io/job-controller";

    private Jobs() {}

    static boolean isManagedElsewhere(Job job) {
        String manager = job.getSpec().getManagedBy();
        return manager != null && !manager.equals(BUILT_IN);
    }

    /** The condition that says that it has ended, well or not. */
    public static Optional<JobCondition> end(Job job) {
        return conditions(job).stream()
                .filter(condition -> "True".equals(condition.getStatus()))
                .filter(condition -> COMPLETED.equals(condition.getType()) || FAILED.equals(condition.getType()))
                .findFirst();
    }

    static List<JobCondition> conditions(Job job) {
        return job.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(job.getStatus().getConditions(), List.of());
    }

    static boolean isIndexed(Job job) {
        return "Indexed".equals(job.getSpec().getCompletionMode());
    }

    static boolean isPerIndex(Job job) {
        return isIndexed(job) && job.getSpec().getBackoffLimitPerIndex() != null;
    }

    static boolean isSuspended(Job job) {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    static boolean isTerminating(Job job) {
        return job.getMetadata().getDeletionTimestamp() != null;
    }

    /** A terminating Pod is waited for before its successor comes. */
    static boolean replacesOnlyFailed(Job job) {
        return "Failed".equals(job.getSpec().getPodReplacementPolicy())
                || job.getSpec().getPodFailurePolicy() != null;
    }

    static int parallelism(Job job) {
        return Objects.requireNonNullElse(job.getSpec().getParallelism(), 1);
    }

    static @Nullable Integer completions(Job job) {
        return job.getSpec().getCompletions();
    }

    /** The number of indexes; 0 for a Job without. */
    static int indexes(Job job) {
        return isIndexed(job) ? Objects.requireNonNullElse(completions(job), 0) : 0;
    }

    static int backoffLimit(Job job) {
        return Objects.requireNonNullElse(job.getSpec().getBackoffLimit(), 6);
    }

    static boolean isTracked(Pod pod) {
        var finalizers = pod.getMetadata().getFinalizers();
        return finalizers != null && finalizers.contains(FINALIZER);
    }

    /** Less than 0 for a Pod without one. */
    static int index(Pod pod) {
        return number(pod, INDEX, -1);
    }

    static int number(Pod pod, String annotation, int otherwise) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        String value = annotations.getOrDefault(annotation, "");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
    }
}
