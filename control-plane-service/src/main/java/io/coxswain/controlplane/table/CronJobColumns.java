package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class CronJobColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Schedule", "When its Jobs start."),
            Column.text("Timezone", "The time zone of the schedule."),
            Column.text("Suspend", "Whether it starts no Jobs for now."),
            Column.number("Active", "The number of Jobs that run."),
            Column.text("Last Schedule", "When the last Job should have started."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."),
            Column.wide("Selector", "The labels of the Pods of its Jobs."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode cronJob, Instant now) {
        JsonNode spec = cronJob.path("spec");
        JsonNode status = cronJob.path("status");
        JsonNode job = spec.path("jobTemplate").path("spec");
        List<String> containers = Cells.containersAndImages(job.path("template").path("spec"));
        JsonNode last = status.path("lastScheduleTime");
        return List.of(
                Metadata.name(cronJob),
                Cells.text(spec.path("schedule")),
                Cells.textOr(spec.path("timeZone"), Cells.NONE),
                spec.path("suspend").asBoolean(false) ? "True" : "False",
                status.path("active").size(),
                last.isString() ? Cells.since(last, now) : Cells.NONE,
                Cells.age(cronJob, now),
                containers.getFirst(),
                containers.getLast(),
                Cells.selector(job.path("selector")));
    }
}
