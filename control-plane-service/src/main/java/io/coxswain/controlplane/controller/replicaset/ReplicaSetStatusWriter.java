package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes the status of a ReplicaSet, where it changed. */
final class ReplicaSetStatusWriter {
    private static final String FAILURE = "ReplicaFailure";

    private final Api api;
    private final Kind<?> kind;
    private final Clock clock;

    ReplicaSetStatusWriter(Api api, Kind<?> kind, Clock clock) {
        this.kind = kind;
        this.api = api;
        this.clock = clock;
    }

    /** {@code lacking} tells whether creating or deleting failed. */
    void write(ReplicaSet set, ReplicaSetCounts counts, @Nullable ApiException failure, int lacking) {
        ReplicaSetStatus old = Objects.requireNonNullElseGet(set.getStatus(), ReplicaSetStatus::new);
        ReplicaSetCondition known = old.getConditions() == null
                ? null
                : old.getConditions().stream()
                        .filter(condition -> FAILURE.equals(condition.getType()))
                        .findFirst()
                        .orElse(null);
        String reason = failure == null ? "" : lacking > 0 ? "FailedCreate" : "FailedDelete";
        boolean sameFailure = known == null ? failure == null : reason.equals(known.getReason());
        if (sameFailure && isCurrent(set, old, counts)) return;

        ObjectNode patch = Json.object();
        Metadata.of(patch).put("uid", set.getMetadata().getUid());
        ObjectNode status = patch.putObject("status").put("replicas", counts.replicas());
        putCount(status, "fullyLabeledReplicas", counts.fullyLabeled());
        putCount(status, "readyReplicas", counts.ready());
        putCount(status, "availableReplicas", counts.available());
        if (tellsTerminating()) status.put("terminatingReplicas", counts.terminating());
        status.put("observedGeneration", set.getMetadata().getGeneration());
        if (!sameFailure) {
            if (failure == null) status.putNull("conditions");
            else {
                status.putArray("conditions")
                        .addObject()
                        .put("type", FAILURE)
                        .put("status", "True")
                        .put(
                                "lastTransitionTime",
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("reason", reason)
                        .put("message", failure.getMessage());
            }
        }
        try {
            api.patch(kind, ObjectKey.of(set), PatchType.MERGE, patch, "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    /** A ReplicationController has no field for it. */
    private boolean tellsTerminating() {
        return kind.equals(Kinds.REPLICA_SET);
    }

    private boolean isCurrent(ReplicaSet set, ReplicaSetStatus old, ReplicaSetCounts counts) {
        boolean told = !tellsTerminating() || Objects.equals(old.getTerminatingReplicas(), counts.terminating());
        return told
                && List.of(
                                number(old.getReplicas()),
                                number(old.getFullyLabeledReplicas()),
                                number(old.getReadyReplicas()),
                                number(old.getAvailableReplicas()))
                        .equals(List.of(counts.replicas(), counts.fullyLabeled(), counts.ready(), counts.available()))
                && Objects.equals(old.getObservedGeneration(), set.getMetadata().getGeneration());
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static void putCount(ObjectNode status, String field, int count) {
        if (count == 0) status.putNull(field);
        else status.put(field, count);
    }
}
