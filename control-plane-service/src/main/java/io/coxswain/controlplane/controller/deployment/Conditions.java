package io.coxswain.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The conditions of a Deployment, changed by Kubernetes' rules for their two times. */
final class Conditions {
    static final String PROGRESSING = "Progressing";
    static final String AVAILABLE = "Available";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    static final String COMPLETE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    static final String PAUSED = "DeploymentPaused";
    static final String NOT_CREATED = "ReplicaSetCreateError";

    private final Clock clock;
    private final List<DeploymentCondition> conditions;

    Conditions(Deployment deployment, Clock clock) {
        this.clock = clock;
        var status = deployment.getStatus();
        this.conditions = new ArrayList<>(
                status == null ? List.of() : Objects.requireNonNullElse(status.getConditions(), List.of()));
    }

    List<DeploymentCondition> all() {
        return List.copyOf(conditions);
    }

    Optional<DeploymentCondition> find(String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    boolean hasReason(String type, String reason) {
        return find(type)
                .filter(condition -> reason.equals(condition.getReason()))
                .isPresent();
    }

    /** Leaves a condition of the same status and reason as it is; the transition time changes with the status only. */
    void set(String type, String status, String reason, String message) {
        var known = find(type);
        if (known.filter(condition -> same(condition, status, reason)).isEmpty()) touch(type, status, reason, message);
    }

    /** Sets the condition and its update time, though it may say the same as before. */
    void touch(String type, String status, String reason, String message) {
        put(
                type,
                status,
                reason,
                message,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Takes over what a ReplicaSet says of itself, with its time. */
    void take(ReplicaSetCondition of) {
        if (find(of.getType())
                .filter(condition -> same(condition, of.getStatus(), of.getReason()))
                .isPresent()) {
            return;
        }
        put(of.getType(), of.getStatus(), of.getReason(), of.getMessage(), of.getLastTransitionTime());
    }

    private void put(String type, String status, String reason, String message, String at) {
        String since = find(type)
                .filter(condition -> status.equals(condition.getStatus()))
                .map(DeploymentCondition::getLastTransitionTime)
                .orElse(at);
        remove(type);
        conditions.add(new DeploymentCondition(since, at, message, reason, status, type));
    }

    void remove(String type) {
        conditions.removeIf(condition -> type.equals(condition.getType()));
    }

    static Instant updated(DeploymentCondition condition) {
        return condition.getLastUpdateTime() == null ? Instant.EPOCH : Instant.parse(condition.getLastUpdateTime());
    }

    private static boolean same(DeploymentCondition condition, String status, String reason) {
        return status.equals(condition.getStatus()) && reason.equals(condition.getReason());
    }
}
