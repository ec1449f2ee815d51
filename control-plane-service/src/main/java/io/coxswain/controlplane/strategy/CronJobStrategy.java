package io.coxswain.controlplane.strategy;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.status.FieldError;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** CronJobs: a schedule, and the template of Jobs that make their own selectors. */
public final class CronJobStrategy implements Strategy {
    /** Leaves room for what the controller appends to make the name of a Job. */
    private static final int NAME_LENGTH = 52;

    @Override
    public Kind<?> kind() {
        return Kinds.CRON_JOB;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Fields.ensure(object, "spec");
        Fields.setDefault(spec, "concurrencyPolicy", "Allow");
        Fields.setDefault(spec, "suspend", false);
        Fields.setDefault(spec, "successfulJobsHistoryLimit", 3);
        Fields.setDefault(spec, "failedJobsHistoryLimit", 1);
        if (spec.path("jobTemplate").path("spec") instanceof ObjectNode job) TemplateRules.setDefaults(job);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(ObjectNode object, List<FieldError> errors) {
        if (Metadata.name(object).length() > NAME_LENGTH) {
            errors.add(FieldError.invalid(
                    "metadata.name", Metadata.name(object), "must be no more than " + NAME_LENGTH + " characters"));
        }
        ObjectNode spec = Fields.ensure(object, "spec");
        schedule(Fields.text(spec, "schedule"), errors);
        Amounts.notNegative(
                spec,
                "spec",
                List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
                errors);
        if (Fields.has(spec, "timeZone")) timeZone(Fields.text(spec, "timeZone"), errors);
        ContainerRules.oneOf(spec, "spec", "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"), errors);
        ObjectNode job = Fields.ensure(Fields.ensure(spec, "jobTemplate"), "spec");
        String path = "spec.jobTemplate.spec";
        JobRules.validate(job, path, errors);
        if (Fields.has(job, "selector")) {
            errors.add(
                    FieldError.invalid(path + ".selector", job.path("selector"), "`selector` will be auto-generated"));
        }
        if (job.path("manualSelector").asBoolean(false)) {
            errors.add(FieldError.notSupported(path + ".manualSelector", true, List.of("nil", "false")));
        }
    }

    private static void schedule(String schedule, List<FieldError> errors) {
        if (schedule.isEmpty()) {
            errors.add(FieldError.required("spec.schedule", ""));
            return;
        }
        if (schedule.contains("TZ")) {
            errors.add(FieldError.invalid(
                    "spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
            return;
        }
        String fault = CronSchedule.fault(schedule);
        if (!fault.isEmpty()) errors.add(FieldError.invalid("spec.schedule", schedule, fault));
    }

    private static void timeZone(String zone, List<FieldError> errors) {
        if (zone.isEmpty()) {
            errors.add(FieldError.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string"));
        } else if (zone.toLowerCase(Locale.ROOT).equals("local")) {
            errors.add(FieldError.invalid(
                    "spec.timeZone",
                    zone,
                    "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"));
        } else if (!isKnown(zone)) {
            errors.add(FieldError.invalid("spec.timeZone", zone, "unknown time zone " + zone));
        }
    }

    private static boolean isKnown(String zone) {
        try {
            return !ZoneId.of(zone).getId().isEmpty()
                    && ZoneId.getAvailableZoneIds().contains(zone);
        } catch (DateTimeException unknown) {
            return false;
        }
    }
}
