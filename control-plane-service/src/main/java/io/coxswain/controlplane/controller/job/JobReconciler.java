package io.coxswain.controlplane.controller.job;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the Pods of a Job until enough have succeeded or too many failed. */
public final class JobReconciler implements Reconciler<Job> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);

    private final Informer<Job> jobs;
    private final Informer<Pod> podCache;
    private final Claims<Job, Pod> claims;
    private final OwnWrites podWrites = new OwnWrites();
    private final OwnWrites jobWrites = new OwnWrites();
    private final PodBackoff backoff = new PodBackoff();
    private final PodWriter<Job> writer;
    private final JobAccounting accounting;
    private final JobScaling scaling;
    private final EventRecorder events;
    private final Clock clock;

    public JobReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.jobs = informers.of(Kinds.JOB);
        this.podCache = informers.of(Kinds.POD);
        this.claims = new Claims<>(api, Kinds.JOB, Kinds.POD, podCache, Jobs.FINALIZER);
        this.writer = new PodWriter<>(api, Kinds.JOB, events, podWrites);
        this.accounting = new JobAccounting(api, jobWrites);
        this.scaling = new JobScaling(writer, accounting);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Watches<Job> watches() {
        return Watches.of(Kinds.JOB).owns(Kinds.POD).wokenBy(Kinds.POD, this::thoseThatMayAdopt);
    }

    @Override
    public Outcome reconcile(Job job) {
        ObjectKey key = ObjectKey.of(job);
        if (Jobs.isManagedElsewhere(job)) return Outcome.settled();
        if (Jobs.end(job).isPresent()) {
            backoff.forget(job.getMetadata().getUid());
            return forget(key);
        }
        if (!podWrites.isSeen(key, podCache) || !jobWrites.isSeen(key, jobs)) {
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own writes");
        }
        List<Pod> claimed = claims.of(job, LabelSelector.of(job.getSpec().getSelector()));
        podWrites.seeDeletions(key, claimed);
        var pods = new JobPods(job, claimed, podWrites, accounting.released(key, claimed));
        return pass(pods, new JobDraft(job), clock.instant());
    }

    @Override
    public Outcome forget(ObjectKey key) {
        podWrites.forget(key);
        jobWrites.forget(key);
        accounting.forget(key);
        return Outcome.settled();
    }

    private Outcome pass(JobPods pods, JobDraft draft, Instant now) {
        Job job = pods.job;
        if (draft.startTime == null && !Jobs.isSuspended(job)) draft.startTime = JobDraft.time(now);
        List<Pod> succeededNow = pods.tracked().stream()
                .filter(pod -> pods.isSucceeded(pod) && pods.isValid(pod))
                .toList();
        List<Pod> failedNow = pods.tracked().stream()
                .filter(pod -> pods.isFailed(pod) && pods.isValid(pod) && FailurePolicy.counts(job, pod))
                .toList();
        Duration wait = backoff.observe(job.getMetadata().getUid(), succeededNow, failedNow, now);
        int succeeded = succeeded(pods, draft, succeededNow);
        int failed = draft.failed + union(draft.uncountedFailed, failedNow);
        if (Jobs.isPerIndex(job)) {
            for (Pod pod : pods.tracked()) {
                int index = Jobs.index(pod);
                if (pods.losesIndex(pod) && !draft.completedIndexes.has(index)) draft.failedIndexes.add(index);
            }
        }
        @Nullable Verdict verdict = verdict(pods, draft, succeeded, failed, now).orElse(null);
        Duration delay = Duration.ZERO;
        @Nullable ApiException failure = null;
        int created = 0;
        if (verdict != null) {
            failure = writer.delete(job, pods.active());
        } else if (!Jobs.isTerminating(job)) {
            JobScaling.Done done = scaling.scale(pods, draft, succeeded, wait, now);
            failure = done.failure();
            delay = done.delay();
            created = done.created();
            if (isComplete(pods, succeeded, created)) verdict = Verdict.complete();
            else suspendOrResume(job, draft, now);
        }
        draft.active = pods.active().size() + created;
        draft.ready = (int) pods.active().stream().filter(Pods::isReady).count();
        draft.terminating = pods.terminating();
        boolean ended = accounting.settle(pods, draft, verdict, delayed(pods, draft), now);
        if (ended && verdict != null) tellEnd(job, verdict);
        if (failure != null) throw failure;
        return next(job, draft, ended, delay, now);
    }

    private static int succeeded(JobPods pods, JobDraft draft, List<Pod> succeededNow) {
        if (!Jobs.isIndexed(pods.job)) return draft.succeeded + union(draft.uncountedSucceeded, succeededNow);
        succeededNow.forEach(pod -> draft.completedIndexes.add(Jobs.index(pod)));
        return draft.completedIndexes.count();
    }

    private static int union(Set<String> uncounted, List<Pod> pods) {
        Set<String> all = new HashSet<>(uncounted);
        pods.forEach(pod -> all.add(pod.getMetadata().getUid()));
        return all.size();
    }

    private static Optional<Verdict> verdict(JobPods pods, JobDraft draft, int succeeded, int failed, Instant now) {
        Job job = pods.job;
        return Verdict.known(draft)
                .or(() -> Verdict.failure(pods, draft, failed, now))
                .or(() -> Verdict.indexFailure(job, draft.failedIndexes, succeeded))
                .or(() -> Verdict.successPolicy(job, draft.completedIndexes));
    }

    private static boolean isComplete(JobPods pods, int succeeded, int created) {
        Integer completions = Jobs.completions(pods.job);
        if (completions != null) return succeeded >= completions;
        return succeeded > 0 && pods.active().isEmpty() && created == 0;
    }

    private void suspendOrResume(Job job, JobDraft draft, Instant now) {
        boolean suspended = draft.has(JobDraft.SUSPENDED);
        Subject subject = Subject.of(Kinds.JOB, job);
        if (Jobs.isSuspended(job) && !suspended) {
            draft.set(JobDraft.SUSPENDED, true, "JobSuspended", "Job suspended", now);
            events.normal(subject, "Suspended", "Job suspended");
        } else if (!Jobs.isSuspended(job) && suspended) {
            draft.set(JobDraft.SUSPENDED, false, "JobResumed", "Job resumed", now);
            events.normal(subject, "Resumed", "Job resumed");
            // the deadline counts from here
            draft.startTime = JobDraft.time(now);
        }
    }

    /** Where indexes have limits of their own, the last failed Pod of each stays until its successor has its count. */
    private static Set<String> delayed(JobPods pods, JobDraft draft) {
        if (!Jobs.isPerIndex(pods.job)) return Set.of();
        Set<Integer> replaced = new HashSet<>();
        Set<Integer> seen = new HashSet<>();
        for (Pod pod : pods.all()) if (!pods.isFailed(pod)) replaced.add(Jobs.index(pod));
        Set<String> delayed = new HashSet<>();
        for (Pod pod : pods.tracked()) {
            int index = Jobs.index(pod);
            boolean open = !draft.completedIndexes.has(index) && !draft.failedIndexes.has(index);
            if (!pods.isFailed(pod) || !open || replaced.contains(index) || !seen.add(index)) continue;
            pods.lastFailed(index)
                    .ifPresent(last -> delayed.add(last.getMetadata().getUid()));
        }
        return delayed;
    }

    private void tellEnd(Job job, Verdict verdict) {
        Subject subject = Subject.of(Kinds.JOB, job);
        if (verdict.isSuccess()) events.normal(subject, "Completed", "Job completed");
        else events.warning(subject, verdict.reason(), verdict.message());
    }

    private static Outcome next(Job job, JobDraft draft, boolean ended, Duration delay, Instant now) {
        if (ended) return Outcome.settled();
        Duration left = Verdict.untilDeadline(job, draft, now);
        if (left != null && left.isPositive() && (delay.isZero() || left.compareTo(delay) < 0)) {
            return Outcome.checkAgain(left.plusMillis(1), "the Job has a deadline");
        }
        return delay.isPositive()
                ? Outcome.checkAgain(delay.plusMillis(1), "failed Pods are replaced ever more slowly")
                : Outcome.settled();
    }

    private Stream<ObjectKey> thoseThatMayAdopt(Pod pod) {
        if (Owners.controllerOf(pod).isPresent()) return Stream.empty();
        return jobs.list(pod.getMetadata().getNamespace()).stream()
                .filter(job -> LabelSelector.of(job.getSpec().getSelector()).matches(Pods.labels(pod)))
                .map(ObjectKey::of);
    }
}
