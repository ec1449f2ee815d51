package io.coxswain.controlplane.controller.job;

import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.controlplane.controller.replicaset.DeletionOrder;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps as many Pods of a Job at work as it needs, at most 500 changes in a pass. */
final class JobScaling {
    private static final int BURST = 500;

    /**
     * What was done.
     *
     * @param delay how long until a Pod may come that has to wait; zero when none waits
     */
    record Done(
            int created,
            List<Pod> deleted,
            Duration delay,
            @Nullable ApiException failure) {
        Done {
            deleted = List.copyOf(deleted);
        }
    }

    private final PodWriter<Job> writer;
    private final JobAccounting accounting;

    JobScaling(PodWriter<Job> writer, JobAccounting accounting) {
        this.writer = writer;
        this.accounting = accounting;
    }

    Done scale(JobPods pods, JobDraft draft, int succeeded, Duration backoff, Instant now) {
        Job job = pods.job;
        List<Pod> active = pods.active();
        int wanted = Jobs.isSuspended(job) ? 0 : wanted(job, active.size(), succeeded);
        List<Pod> remove = toRemove(pods, draft, active, Math.max(0, active.size() - wanted));
        if (!remove.isEmpty()) {
            List<Pod> now500 = remove.stream().limit(BURST).toList();
            // these are no failures: nobody is to count them
            now500.forEach(pod -> accounting.releaseUncounted(ObjectKey.of(job), pod));
            return new Done(0, now500, Duration.ZERO, writer.delete(job, now500));
        }
        int terminating = Jobs.replacesOnlyFailed(job) ? pods.terminating() : 0;
        int lacking = Math.min(BURST, wanted - terminating - active.size());
        if (lacking <= 0) return new Done(0, List.of(), Duration.ZERO, null);
        if (backoff.isPositive() && !Jobs.isPerIndex(job)) return new Done(0, List.of(), backoff, null);
        return Jobs.isIndexed(job) ? createIndexed(pods, draft, lacking, now) : create(job, lacking);
    }

    private Done create(Job job, int count) {
        Optional<ObjectNode> live = writer.live(job);
        if (live.isEmpty()) return new Done(0, List.of(), Duration.ZERO, null);
        ObjectNode pod = JobPodFactory.pod(job, live.get().path("spec").path("template"));
        ApiException failure =
                writer.create(job, Stream.generate(pod::deepCopy).limit(count).toList());
        return new Done(failure == null ? count : 0, List.of(), Duration.ZERO, failure);
    }

    private Done createIndexed(JobPods pods, JobDraft draft, int count, Instant now) {
        Job job = pods.job;
        Set<Integer> taken = new HashSet<>();
        for (Pod pod : pods.all()) {
            boolean waits = Jobs.replacesOnlyFailed(job) && pods.isTerminating(pod) && !pods.isFailed(pod);
            if (pods.isActive(pod) || waits || pods.isSucceeded(pod)) taken.add(Jobs.index(pod));
        }
        var pending = new LinkedHashSet<Integer>();
        Duration delay = Duration.ZERO;
        for (int index = 0; index < Jobs.indexes(job) && pending.size() < count; index++) {
            if (taken.contains(index) || draft.completedIndexes.has(index) || draft.failedIndexes.has(index)) continue;
            Optional<Pod> last = Jobs.isPerIndex(job) ? pods.lastFailed(index) : Optional.empty();
            Duration left = last.map(pod -> PodBackoff.left(JobPods.attempts(pod) + 1, PodBackoff.end(pod, now), now))
                    .orElse(Duration.ZERO);
            if (left.isPositive()) {
                delay = delay.isZero() || left.compareTo(delay) < 0 ? left : delay;
                continue;
            }
            pending.add(index);
        }
        Optional<ObjectNode> live = pending.isEmpty() ? Optional.empty() : writer.live(job);
        if (live.isEmpty()) return new Done(0, List.of(), delay, null);
        JsonNode template = live.get().path("spec").path("template");
        ApiException failure = writer.create(
                job,
                pending.stream()
                        .map(index -> JobPodFactory.indexed(job, template, index, pods.lastFailed(index)))
                        .toList());
        return new Done(failure == null ? pending.size() : 0, List.of(), delay, failure);
    }

    private static int wanted(Job job, int active, int succeeded) {
        Integer completions = Jobs.completions(job);
        // a work queue: after the first success no further workers start
        if (completions == null) return succeeded > 0 ? active : Jobs.parallelism(job);
        return Math.max(0, Math.min(Jobs.parallelism(job), completions - succeeded));
    }

    /** Second Pods of an index and those of indexes that need none go first, then those who have done least. */
    private static List<Pod> toRemove(JobPods pods, JobDraft draft, List<Pod> active, int atLeast) {
        var order = new DeletionOrder(Map.of());
        if (!Jobs.isIndexed(pods.job))
            return active.stream().sorted(order).limit(atLeast).toList();
        Set<Integer> held = new HashSet<>();
        var remove = new ArrayList<Pod>();
        var keep = new ArrayList<Pod>();
        for (Pod pod : active.stream().sorted(order.reversed()).toList()) {
            int index = Jobs.index(pod);
            boolean needed = pods.isValid(pod)
                    && !draft.completedIndexes.has(index)
                    && !draft.failedIndexes.has(index)
                    && held.add(index);
            (needed ? keep : remove).add(pod);
        }
        keep.reversed().stream().limit(Math.max(0, atLeast - remove.size())).forEach(remove::add);
        return remove;
    }
}
