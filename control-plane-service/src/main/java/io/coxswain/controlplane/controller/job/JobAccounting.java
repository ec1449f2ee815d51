package io.coxswain.controlplane.controller.job;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.SlowStart;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts each ended Pod once: its uid is written into the status first, then its finalizer goes, then the uid turns
 * into a number. Whatever is interrupted in between is found again by the uid or by the finalizer.
 */
final class JobAccounting {
    private static final int MOST_UNCOUNTED = 500;

    private final Api api;
    private final OwnWrites jobWrites;
    private final Finalizers finalizers;
    private final Map<ObjectKey, Set<String>> released = new ConcurrentHashMap<>();

    JobAccounting(Api api, OwnWrites jobWrites) {
        this.api = api;
        this.jobWrites = jobWrites;
        this.finalizers = new Finalizers(api);
    }

    /** The Pods without a finalizer by what was done here, though the cache may be behind; it grows with the pass. */
    Set<String> released(ObjectKey key, List<Pod> cached) {
        Set<String> shown = cached.stream()
                .filter(Jobs::isTracked)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
        Set<String> uids = released.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet());
        uids.retainAll(shown);
        return uids;
    }

    void forget(ObjectKey key) {
        released.remove(key);
    }

    /** Pods that go without being counted, as when a Job needs fewer of them. */
    void releaseUncounted(ObjectKey key, Pod pod) {
        if (!Jobs.isTracked(pod)) return;
        finalizers.release(pod);
        remember(key, pod);
    }

    /**
     * Counts what has ended, and says that the Job has ended once all is counted and gone.
     *
     * @param delayed failed Pods that are kept: their successors take over how often the index has failed
     * @return true when the Job has ended
     */
    boolean settle(JobPods pods, JobDraft draft, @Nullable Verdict verdict, Set<String> delayed, Instant now) {
        Job job = pods.job;
        count(draft, pods.tracked());
        List<Pod> toRelease = collect(pods, draft, verdict != null, delayed);
        boolean all = draft.uncountedSucceeded.size() + draft.uncountedFailed.size() < MOST_UNCOUNTED;
        if (verdict != null) draft.set(verdict.target(), true, verdict.reason(), verdict.message(), now);
        String version = job.getMetadata().getResourceVersion();
        if (!toRelease.isEmpty() && draft.isChanged()) version = write(job, draft, version);
        ApiException failure = SlowStart.each(toRelease, pod -> {
            finalizers.release(pod);
            remember(ObjectKey.of(job), pod);
        });
        count(draft, pods.tracked());
        boolean ended = failure == null
                && all
                && draft.uncountedSucceeded.isEmpty()
                && draft.uncountedFailed.isEmpty()
                && draft.active == 0
                && draft.terminating == 0;
        if (verdict != null && ended) {
            draft.set(verdict.end(), true, verdict.reason(), verdict.message(), now);
            if (verdict.isSuccess()) draft.completionTime = JobDraft.time(now);
        }
        if (draft.isChanged()) write(job, draft, version);
        if (failure != null) throw failure;
        return verdict != null && ended;
    }

    private String write(Job job, JobDraft draft, String version) {
        ObjectNode patch = draft.patch(job.getMetadata().getUid(), version);
        ObjectNode now = api.patch(Kinds.JOB, ObjectKey.of(job), PatchType.MERGE, patch, "status");
        jobWrites.wrote(ObjectKey.of(job), now);
        return Metadata.resourceVersion(now);
    }

    /** Uids without a finalizer become numbers. */
    private static void count(JobDraft draft, List<Pod> tracked) {
        Set<String> uids =
                tracked.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        int before = draft.uncountedFailed.size();
        draft.uncountedFailed.retainAll(uids);
        draft.failed += before - draft.uncountedFailed.size();
        before = draft.uncountedSucceeded.size();
        draft.uncountedSucceeded.retainAll(uids);
        draft.succeeded += before - draft.uncountedSucceeded.size();
    }

    /** Puts down what has ended, and names the Pods whose finalizer may go then. */
    private static List<Pod> collect(JobPods pods, JobDraft draft, boolean ending, Set<String> delayed) {
        Job job = pods.job;
        var release = new ArrayList<Pod>();
        for (Pod pod : pods.tracked()) {
            String uid = pod.getMetadata().getUid();
            boolean succeeded = pods.isSucceeded(pod);
            boolean failed = pods.isFailed(pod);
            boolean mayGo = succeeded || failed || Jobs.isTerminating(job);
            if (!mayGo || (delayed.contains(uid) && !ending && !Jobs.isTerminating(job))) continue;
            if (draft.uncountedSucceeded.size() + draft.uncountedFailed.size() >= MOST_UNCOUNTED) break;
            release.add(pod);
            if (draft.uncountedFailed.contains(uid) || draft.uncountedSucceeded.contains(uid)) continue;
            if (succeeded) {
                if (!Jobs.isIndexed(job)) draft.uncountedSucceeded.add(uid);
                else if (pods.isValid(pod)) draft.completedIndexes.add(Jobs.index(pod));
            } else if (failed && pods.isValid(pod) && FailurePolicy.counts(job, pod)) {
                draft.uncountedFailed.add(uid);
            }
        }
        if (Jobs.isIndexed(job)) draft.succeeded = draft.completedIndexes.count();
        return release;
    }

    private void remember(ObjectKey key, Pod pod) {
        released.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet())
                .add(pod.getMetadata().getUid());
    }
}
