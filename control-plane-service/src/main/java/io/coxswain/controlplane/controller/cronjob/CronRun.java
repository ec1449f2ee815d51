package io.coxswain.controlplane.controller.cronjob;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.controller.job.Jobs;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodTemplate;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates and deletes the Jobs of a CronJob, and tells of it. */
final class CronRun {
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private final Api api;
    private final EventRecorder events;

    CronRun(Api api, EventRecorder events) {
        this.api = api;
        this.events = events;
    }

    /** The same time gives the same name, so that no time starts twice. */
    static String name(CronJob cron, Instant due) {
        return cron.getMetadata().getName() + "-" + due.getEpochSecond() / 60;
    }

    /** The Job of this time, made or found; empty where the CronJob is gone. */
    Optional<ObjectNode> start(CronJob cron, Instant due, ZoneId zone) {
        Optional<ObjectNode> live = api.find(Kinds.CRON_JOB, ObjectKey.of(cron))
                .filter(found -> Metadata.uid(found).equals(cron.getMetadata().getUid()))
                .filter(found -> !Metadata.isTerminating(found));
        if (live.isEmpty()) return Optional.empty();
        JsonNode template = live.get().path("spec").path("jobTemplate");
        ObjectNode job = Json.object().put("kind", "Job").put("apiVersion", "batch/v1");
        ObjectNode metadata = job.putObject("metadata")
                .put("name", name(cron, due))
                .put("namespace", cron.getMetadata().getNamespace());
        for (String field : List.of("labels", "annotations")) {
            if (template.path("metadata").path(field) instanceof ObjectNode given) {
                metadata.set(field, given.deepCopy());
            }
        }
        PodTemplate.object(metadata, "annotations")
                .put(SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(due.atZone(zone)));
        metadata.putArray("ownerReferences").add(Owners.reference(Kinds.CRON_JOB, cron));
        job.set("spec", template.path("spec").deepCopy());
        try {
            ObjectNode created = api.create(Kinds.JOB, job);
            events.normal(subject(cron), "SuccessfulCreate", "Created job " + Metadata.name(created));
            return Optional.of(created);
        } catch (ApiException failure) {
            if (failure.is(Reason.AlreadyExists)) {
                Optional<ObjectNode> ours = api.find(Kinds.JOB, Metadata.key(job))
                        .filter(found -> Owners.controls(cron, Json.view(found, Job.class)));
                if (ours.isPresent()) return ours;
            }
            events.warning(subject(cron), "FailedCreate", "Error creating job: " + failure.getMessage());
            throw failure;
        }
    }

    void delete(CronJob cron, Job job) {
        try {
            api.delete(
                    Kinds.JOB,
                    ObjectKey.of(job),
                    new DeleteOptions(null, "Background", job.getMetadata().getUid(), null));
            events.normal(
                    subject(cron),
                    "SuccessfulDelete",
                    "Deleted job " + job.getMetadata().getName());
        } catch (ApiException failure) {
            if (failure.is(Reason.NotFound)) return;
            events.warning(subject(cron), "FailedDelete", "Deleted job: " + failure.getMessage());
            throw failure;
        }
    }

    /** Deletes the oldest of those that have ended, beyond the limits. */
    void truncate(CronJob cron, List<Job> jobs) {
        truncate(cron, jobs, Jobs.COMPLETED, cron.getSpec().getSuccessfulJobsHistoryLimit());
        truncate(cron, jobs, Jobs.FAILED, cron.getSpec().getFailedJobsHistoryLimit());
    }

    private void truncate(CronJob cron, List<Job> jobs, String end, @Nullable Integer limit) {
        if (limit == null) return;
        List<Job> ended = jobs.stream()
                .filter(job -> Jobs.end(job)
                        .filter(condition -> end.equals(condition.getType()))
                        .isPresent())
                .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.<Job, String>comparing(job -> Objects.requireNonNullElse(
                                job.getStatus().getStartTime(),
                                job.getMetadata().getCreationTimestamp()))
                        .thenComparing(job -> job.getMetadata().getName()))
                .toList();
        ended.subList(0, Math.max(0, ended.size() - limit)).forEach(job -> delete(cron, job));
    }

    static Subject subject(CronJob cron) {
        return Subject.of(Kinds.CRON_JOB, cron);
    }
}
