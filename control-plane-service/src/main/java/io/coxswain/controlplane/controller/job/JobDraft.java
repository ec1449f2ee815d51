package io.coxswain.controlplane.controller.job;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The status that a pass over a Job comes to. */
final class JobDraft {
    static final String SUCCESS = "SuccessCriteriaMet";
    static final String FAILURE = "FailureTarget";
    static final String SUSPENDED = "Suspended";

    int active;
    int ready;
    int terminating;
    int succeeded;
    int failed;

    @Nullable String startTime;

    @Nullable String completionTime;

    final Indexes completedIndexes;
    final Indexes failedIndexes;
    final Set<String> uncountedSucceeded;
    final Set<String> uncountedFailed;
    private final List<ObjectNode> conditions = new ArrayList<>();
    private final boolean indexed;
    private final boolean perIndex;
    private ObjectNode written;

    JobDraft(Job job) {
        JobStatus status = Objects.requireNonNullElseGet(job.getStatus(), JobStatus::new);
        this.indexed = Jobs.isIndexed(job);
        this.perIndex = Jobs.isPerIndex(job);
        this.active = number(status.getActive());
        this.ready = number(status.getReady());
        this.terminating = number(status.getTerminating());
        this.succeeded = number(status.getSucceeded());
        this.failed = number(status.getFailed());
        this.startTime = status.getStartTime();
        this.completionTime = status.getCompletionTime();
        this.completedIndexes = Indexes.parse(status.getCompletedIndexes(), Jobs.indexes(job));
        this.failedIndexes = Indexes.parse(status.getFailedIndexes(), Jobs.indexes(job));
        var uncounted = status.getUncountedTerminatedPods();
        this.uncountedSucceeded = new LinkedHashSet<>(uncounted == null ? List.of() : uncounted.getSucceeded());
        this.uncountedFailed = new LinkedHashSet<>(uncounted == null ? List.of() : uncounted.getFailed());
        Jobs.conditions(job).forEach(condition -> conditions.add(Json.tree(condition)));
        this.written = status();
        // a Job that was never looked at has a status without any field
        if (job.getStatus() == null || status.getReady() == null || status.getTerminating() == null) {
            written = Json.object();
        }
    }

    boolean has(String type) {
        return condition(type).filter(JobDraft::isTrue).isPresent();
    }

    Optional<ObjectNode> condition(String type) {
        return conditions.stream()
                .filter(condition -> condition.path("type").asString("").equals(type))
                .findFirst();
    }

    /** Sets a condition; its time changes with its status. */
    void set(String type, boolean value, String reason, String message, Instant now) {
        String status = value ? "True" : "False";
        if (condition(type)
                .filter(condition -> condition.path("status").asString("").equals(status))
                .isPresent()) {
            return;
        }
        conditions.removeIf(condition -> condition.path("type").asString("").equals(type));
        conditions.add(Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastProbeTime", time(now))
                .put("lastTransitionTime", time(now))
                .put("reason", reason)
                .put("message", message));
    }

    static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    boolean isChanged() {
        return !Json.same(status(), written);
    }

    /** A merge patch of what changed since it was last written, bound to that version of the Job. */
    ObjectNode patch(String uid, String resourceVersion) {
        ObjectNode now = status();
        ObjectNode changed = Json.object();
        now.properties().forEach(field -> {
            if (!Json.same(written.path(field.getKey()), field.getValue())) {
                changed.set(field.getKey(), field.getValue());
            }
        });
        written = now;
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("uid", uid).put("resourceVersion", resourceVersion);
        patch.set("status", changed);
        return patch;
    }

    private ObjectNode status() {
        ObjectNode status = Json.object();
        count(status, "active", active);
        status.put("ready", ready).put("terminating", terminating);
        count(status, "succeeded", succeeded);
        count(status, "failed", failed);
        status.put("startTime", startTime).put("completionTime", completionTime);
        String completed = completedIndexes.toString();
        if (indexed && !completed.isEmpty()) status.put("completedIndexes", completed);
        else status.putNull("completedIndexes");
        if (perIndex) status.put("failedIndexes", failedIndexes.toString());
        else status.putNull("failedIndexes");
        ObjectNode uncounted = status.putObject("uncountedTerminatedPods");
        list(uncounted, "succeeded", uncountedSucceeded);
        list(uncounted, "failed", uncountedFailed);
        if (conditions.isEmpty()) status.putNull("conditions");
        else {
            var all = status.putArray("conditions");
            conditions.forEach(condition -> all.add(condition.deepCopy()));
        }
        return status;
    }

    private static void list(ObjectNode uncounted, String field, Set<String> uids) {
        if (uids.isEmpty()) {
            uncounted.putNull(field);
            return;
        }
        var list = uncounted.putArray(field);
        uids.forEach(list::add);
    }

    private static void count(ObjectNode status, String field, int count) {
        if (count == 0) status.putNull(field);
        else status.put(field, count);
    }

    private static boolean isTrue(ObjectNode condition) {
        return condition.path("status").asString("").equals("True");
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
