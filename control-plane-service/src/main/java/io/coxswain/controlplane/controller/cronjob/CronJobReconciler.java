package io.coxswain.controlplane.controller.cronjob;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.job.Jobs;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Starts a Job at each time of a CronJob's schedule, and keeps some of those that have ended. */
public final class CronJobReconciler implements Reconciler<CronJob> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);
    private static final Duration AFTER_DUE = Duration.ofMillis(100);

    /** What a pass comes to: the Jobs that run, and the two times of the status. */
    private static final class Draft {
        private final List<ObjectNode> active = new ArrayList<>();
        private @Nullable String lastScheduled;
        private @Nullable String lastSuccess;
    }

    private final Api api;
    private final Informer<CronJob> crons;
    private final Informer<Job> jobs;
    private final Index<Job> byController;
    private final CronRun run;
    private final EventRecorder events;
    private final OwnWrites statusWrites = new OwnWrites();
    private final OwnWrites jobWrites = new OwnWrites();
    private final Clock clock;

    public CronJobReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.api = api;
        this.crons = informers.of(Kinds.CRON_JOB);
        this.jobs = informers.of(Kinds.JOB);
        this.byController = jobs.index(Owners.INDEX, Owners::controllerOrOrphan);
        this.run = new CronRun(api, events);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Watches<CronJob> watches() {
        return Watches.of(Kinds.CRON_JOB).owns(Kinds.JOB);
    }

    @Override
    public Outcome reconcile(CronJob cron) {
        ObjectKey key = ObjectKey.of(cron);
        if (!statusWrites.isSeen(key, crons) || !jobWrites.isSeen(key, jobs)) {
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own writes");
        }
        List<Job> owned = byController.get(cron.getMetadata().getUid());
        Draft draft = draft(cron, owned);
        Outcome outcome =
                cron.getMetadata().getDeletionTimestamp() == null ? schedule(cron, owned, draft) : Outcome.settled();
        write(cron, draft);
        if (cron.getMetadata().getDeletionTimestamp() == null) run.truncate(cron, owned);
        return outcome;
    }

    @Override
    public Outcome forget(ObjectKey key) {
        statusWrites.forget(key);
        jobWrites.forget(key);
        return Outcome.settled();
    }

    /** Takes those that have ended or are gone from the list of those that run. */
    private Draft draft(CronJob cron, List<Job> owned) {
        var draft = new Draft();
        var status = cron.getStatus();
        draft.lastScheduled = status == null ? null : status.getLastScheduleTime();
        draft.lastSuccess = status == null ? null : status.getLastSuccessfulTime();
        List<ObjectReference> known =
                status == null ? List.of() : Objects.requireNonNullElse(status.getActive(), List.of());
        for (Job job : owned) {
            boolean listed = known.stream()
                    .anyMatch(one -> one.getUid().equals(job.getMetadata().getUid()));
            var end = Jobs.end(job);
            if (end.isEmpty()) {
                if (!listed) {
                    events.warning(
                            CronRun.subject(cron),
                            "UnexpectedJob",
                            "Saw a job that the controller did not create or forgot: "
                                    + job.getMetadata().getName());
                }
                continue;
            }
            if (listed) {
                events.normal(
                        CronRun.subject(cron),
                        "SawCompletedJob",
                        "Saw completed job: " + job.getMetadata().getName() + ", condition: "
                                + end.get().getType());
            }
            String completed = job.getStatus().getCompletionTime();
            boolean later = Jobs.COMPLETED.equals(end.get().getType())
                    && completed != null
                    && (draft.lastSuccess == null || completed.compareTo(draft.lastSuccess) > 0);
            if (later) draft.lastSuccess = completed;
        }
        for (ObjectReference one : known) {
            Optional<Job> job = owned.stream()
                    .filter(found -> found.getMetadata().getUid().equals(one.getUid()))
                    .findFirst();
            if (job.isEmpty()) {
                events.normal(CronRun.subject(cron), "MissingJob", "Active job went missing: " + one.getName());
            } else if (Jobs.end(job.get()).isEmpty()) {
                draft.active.add(Json.tree(one));
            }
        }
        return draft;
    }

    private Outcome schedule(CronJob cron, List<Job> owned, Draft draft) {
        if (Boolean.TRUE.equals(cron.getSpec().getSuspend())) return Outcome.settled();
        ZoneId zone;
        Schedule schedule;
        try {
            String name = cron.getSpec().getTimeZone();
            zone = name == null ? ZoneOffset.UTC : ZoneId.of(name);
            schedule = Schedule.parse(cron.getSpec().getSchedule(), zone);
        } catch (DateTimeException | IllegalArgumentException fault) {
            events.warning(
                    CronRun.subject(cron),
                    "UnparseableSchedule",
                    "unparseable schedule: \"" + cron.getSpec().getSchedule() + "\" : " + fault.getMessage());
            return Outcome.gaveUp(String.valueOf(fault.getMessage()));
        }
        Instant now = clock.instant();
        Missed missed = Missed.between(schedule, since(cron, draft, now), now);
        if (missed.tooMany()) {
            events.warning(
                    CronRun.subject(cron),
                    "TooManyMissedTimes",
                    "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }
        if (missed.latest().isPresent()) due(cron, owned, draft, missed.latest().get(), zone, now);
        return schedule.next(now)
                .map(next -> Outcome.checkAgain(Duration.between(now, next).plus(AFTER_DUE), "the next time comes"))
                .orElseGet(Outcome::settled);
    }

    private void due(CronJob cron, List<Job> owned, Draft draft, Instant due, ZoneId zone, Instant now) {
        Long deadline = cron.getSpec().getStartingDeadlineSeconds();
        if (deadline != null && due.plusSeconds(deadline).isBefore(now)) {
            events.warning(
                    CronRun.subject(cron),
                    "MissSchedule",
                    "Missed scheduled time to start a job: "
                            + DateTimeFormatter.RFC_1123_DATE_TIME.format(due.atZone(zone)));
            return;
        }
        String name = CronRun.name(cron, due);
        boolean runs = draft.active.stream()
                .anyMatch(one -> one.path("name").asString("").equals(name));
        if (runs) return;
        String policy = cron.getSpec().getConcurrencyPolicy();
        if ("Forbid".equals(policy) && !draft.active.isEmpty()) {
            events.normal(
                    CronRun.subject(cron),
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }
        if ("Replace".equals(policy)) {
            owned.stream()
                    .filter(job -> draft.active.stream()
                            .anyMatch(one -> one.path("uid")
                                    .asString("")
                                    .equals(job.getMetadata().getUid())))
                    .forEach(job -> run.delete(cron, job));
            draft.active.clear();
        }
        Optional<ObjectNode> job = run.start(cron, due, zone);
        if (job.isEmpty()) return;
        jobWrites.wrote(ObjectKey.of(cron), job.get());
        draft.active.add(Json.object()
                .put("kind", "Job")
                .put("apiVersion", "batch/v1")
                .put("namespace", Metadata.namespace(job.get()))
                .put("name", Metadata.name(job.get()))
                .put("uid", Metadata.uid(job.get()))
                .put("resourceVersion", Metadata.resourceVersion(job.get())));
        draft.lastScheduled = due.toString();
    }

    private static Instant since(CronJob cron, Draft draft, Instant now) {
        Instant since = Instant.parse(
                draft.lastScheduled == null ? cron.getMetadata().getCreationTimestamp() : draft.lastScheduled);
        Long deadline = cron.getSpec().getStartingDeadlineSeconds();
        if (deadline == null) return since;
        Instant earliest = now.minusSeconds(deadline);
        return earliest.isAfter(since) ? earliest : since;
    }

    private void write(CronJob cron, Draft draft) {
        ObjectNode old = cron.getStatus() == null ? Json.object() : Json.tree(cron.getStatus());
        ObjectNode status = Json.object();
        var active = Json.MAPPER.createArrayNode();
        draft.active.forEach(active::add);
        if (!Json.same(active, old.path("active").isArray() ? old.path("active") : Json.MAPPER.createArrayNode())) {
            if (active.isEmpty()) status.putNull("active");
            else status.set("active", active);
        }
        if (!Objects.equals(draft.lastScheduled, old.path("lastScheduleTime").asString(null))) {
            status.put("lastScheduleTime", draft.lastScheduled);
        }
        if (!Objects.equals(draft.lastSuccess, old.path("lastSuccessfulTime").asString(null))) {
            status.put("lastSuccessfulTime", draft.lastSuccess);
        }
        if (status.isEmpty()) return;
        ObjectNode patch = Json.object();
        Metadata.of(patch)
                .put("uid", cron.getMetadata().getUid())
                .put("resourceVersion", cron.getMetadata().getResourceVersion());
        patch.set("status", status);
        statusWrites.wrote(
                ObjectKey.of(cron), api.patch(Kinds.CRON_JOB, ObjectKey.of(cron), PatchType.MERGE, patch, "status"));
    }
}
