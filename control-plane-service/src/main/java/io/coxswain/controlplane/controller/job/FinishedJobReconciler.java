package io.coxswain.controlplane.controller.job;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes Jobs some time after they have ended, where they say so. */
public final class FinishedJobReconciler implements Reconciler<Job> {
    private final Api api;
    private final Clock clock;

    public FinishedJobReconciler(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Watches<Job> watches() {
        return Watches.of(Kinds.JOB);
    }

    @Override
    public Outcome reconcile(Job job) {
        Integer seconds = job.getSpec().getTtlSecondsAfterFinished();
        Optional<JobCondition> end = Jobs.end(job);
        if (seconds == null || end.isEmpty() || Jobs.isTerminating(job)) return Outcome.settled();
        Instant due = Instant.parse(end.get().getLastTransitionTime()).plusSeconds(seconds);
        Duration left = Duration.between(clock.instant(), due);
        if (left.isPositive()) return Outcome.checkAgain(left.plusMillis(1), "the Job is kept for a while");
        try {
            api.delete(
                    Kinds.JOB,
                    ObjectKey.of(job),
                    new DeleteOptions(
                            null,
                            "Foreground",
                            job.getMetadata().getUid(),
                            job.getMetadata().getResourceVersion()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
        return Outcome.settled();
    }
}
