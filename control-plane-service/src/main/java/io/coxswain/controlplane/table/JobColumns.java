package io.coxswain.controlplane.table;

import io.coxswain.json.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class JobColumns implements Columns {
    private static final List<Column> COLUMNS = List.of(
            Column.NAME,
            Column.text("Status", "Whether it runs, is done or failed."),
            Column.text("Completions", "Pods that succeeded, of those wanted."),
            Column.text("Duration", "From its start to its end, or to now."),
            Column.AGE,
            Column.wide("Containers", "Names of each container in the template."),
            Column.wide("Images", "Images referenced by each container in the template."),
            Column.wide("Selector", "The labels of the Pods that belong to it."));

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public List<Object> cells(ObjectNode job, Instant now) {
        JsonNode spec = job.path("spec");
        JsonNode status = job.path("status");
        List<String> containers =
                Cells.containersAndImages(spec.path("template").path("spec"));
        return List.of(
                Metadata.name(job),
                state(job),
                completions(spec, status),
                duration(status, now),
                Cells.age(job, now),
                containers.getFirst(),
                containers.getLast(),
                Cells.selector(spec.path("selector")));
    }

    private static String completions(JsonNode spec, JsonNode status) {
        long succeeded = Cells.number(status.path("succeeded"));
        if (spec.path("completions").isNumber()) return succeeded + "/" + Cells.number(spec.path("completions"));
        long parallelism = Cells.number(spec.path("parallelism"));
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String duration(JsonNode status, Instant now) {
        Instant start = Cells.instant(status.path("startTime"));
        if (start == null) return "";
        Instant end = Cells.instant(status.path("completionTime"));
        return HumanDuration.of(Duration.between(start, end == null ? now : end));
    }

    private static String state(ObjectNode job) {
        if (isTrue(job, "Complete")) return "Complete";
        if (isTrue(job, "Failed")) return "Failed";
        if (Metadata.isTerminating(job)) return "Terminating";
        if (isTrue(job, "Suspended")) return "Suspended";
        if (isTrue(job, "FailureTarget")) return "FailureTarget";
        return isTrue(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static boolean isTrue(ObjectNode job, String type) {
        for (JsonNode condition : job.path("status").path("conditions")) {
            if (Cells.text(condition.path("type")).equals(type)) {
                return Cells.text(condition.path("status")).equals("True");
            }
        }
        return false;
    }
}
