package io.coxswain.controlplane.controller.deployment;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Outcome;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Counts Pods and tells in Kubernetes' words how a rollout goes. */
final class DeploymentStatusWriter {
    /** A deadline of this many seconds means none. */
    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private final Api api;
    private final Clock clock;

    DeploymentStatusWriter(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    static int deadlineSeconds(Deployment deployment) {
        return Objects.requireNonNullElse(deployment.getSpec().getProgressDeadlineSeconds(), NO_DEADLINE);
    }

    static boolean hasDeadline(Deployment deployment) {
        return deadlineSeconds(deployment) != NO_DEADLINE;
    }

    /** Progress is judged only while a rollout is under way, not when paused or just scaled. */
    Outcome write(Rollout rollout, boolean judgeProgress) {
        DeploymentStatus old = Objects.requireNonNullElseGet(rollout.deployment.getStatus(), DeploymentStatus::new);
        Counts counts = Counts.of(rollout);
        Conditions conditions = rollout.conditions;
        if (counts.available >= rollout.limits.fewestAvailable()) {
            conditions.set(
                    Conditions.AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        } else {
            conditions.set(
                    Conditions.AVAILABLE,
                    "False",
                    "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability.");
        }
        if (judgeProgress) judge(rollout, counts, Counts.of(old));
        failures(rollout);
        patch(rollout, counts, old);
        return judgeProgress ? next(rollout, counts) : Outcome.settled();
    }

    private void judge(Rollout rollout, Counts now, Counts before) {
        Conditions conditions = rollout.conditions;
        if (!hasDeadline(rollout.deployment)) {
            conditions.remove(Conditions.PROGRESSING);
            return;
        }
        boolean wasComplete =
                now.replicas == now.updated && conditions.hasReason(Conditions.PROGRESSING, Conditions.COMPLETE);
        if (wasComplete) return;
        String who = rollout.current()
                .map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElse("Deployment \"" + rollout.deployment.getMetadata().getName() + "\"");
        if (now.isComplete(rollout)) {
            conditions.set(Conditions.PROGRESSING, "True", Conditions.COMPLETE, who + " has successfully progressed.");
        } else if (now.isFurtherThan(before)) {
            conditions.touch(Conditions.PROGRESSING, "True", "ReplicaSetUpdated", who + " is progressing.");
        } else if (hasTimedOut(rollout)) {
            conditions.set(Conditions.PROGRESSING, "False", Conditions.TIMED_OUT, who + " has timed out progressing.");
        }
    }

    private boolean hasTimedOut(Rollout rollout) {
        Optional<DeploymentCondition> progressing = rollout.conditions.find(Conditions.PROGRESSING);
        if (progressing.isEmpty()
                || Conditions.COMPLETE.equals(progressing.get().getReason())) return false;
        if (Conditions.TIMED_OUT.equals(progressing.get().getReason())) return true;
        return Conditions.updated(progressing.get())
                .plusSeconds(deadlineSeconds(rollout.deployment))
                .isBefore(clock.instant());
    }

    /** Looks again at the deadline, since nothing else may ever happen. */
    private Outcome next(Rollout rollout, Counts counts) {
        Optional<DeploymentCondition> progressing = rollout.conditions.find(Conditions.PROGRESSING);
        boolean open = hasDeadline(rollout.deployment)
                && progressing.isPresent()
                && !counts.isComplete(rollout)
                && !Conditions.TIMED_OUT.equals(progressing.get().getReason())
                && !Conditions.COMPLETE.equals(progressing.get().getReason());
        if (!open) return Outcome.settled();
        Duration left = Duration.between(
                clock.instant(),
                Conditions.updated(progressing.get()).plusSeconds(deadlineSeconds(rollout.deployment)));
        return Outcome.checkAgain(
                left.isNegative() ? Duration.ofSeconds(1) : left.plusSeconds(1), "the rollout may time out");
    }

    /** Of the newest ReplicaSet rather than of an old one. */
    private static void failures(Rollout rollout) {
        var failure = rollout.all().reversed().stream()
                .filter(set -> set.getStatus() != null && set.getStatus().getConditions() != null)
                .flatMap(set -> set.getStatus().getConditions().stream())
                .filter(condition -> Conditions.REPLICA_FAILURE.equals(condition.getType()))
                .findFirst();
        if (failure.isEmpty()) rollout.conditions.remove(Conditions.REPLICA_FAILURE);
        else rollout.conditions.take(failure.get());
    }

    private void patch(Rollout rollout, Counts counts, DeploymentStatus old) {
        ObjectNode wanted = Json.object();
        wanted.put("observedGeneration", rollout.deployment.getMetadata().getGeneration());
        put(wanted, "replicas", counts.replicas);
        put(wanted, "updatedReplicas", counts.updated);
        put(wanted, "readyReplicas", counts.ready);
        put(wanted, "availableReplicas", counts.available);
        put(wanted, "unavailableReplicas", counts.unavailable);
        Integer terminating = rollout.terminating();
        if (terminating == null) wanted.putNull("terminatingReplicas");
        else wanted.put("terminatingReplicas", terminating);
        put(wanted, "collisionCount", rollout.collisions);
        var conditions = wanted.putArray("conditions");
        rollout.conditions.all().forEach(condition -> conditions.add(Json.tree(condition)));
        if (Json.view(wanted, DeploymentStatus.class).equals(old)) return;
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("uid", rollout.deployment.getMetadata().getUid());
        patch.set("status", wanted);
        try {
            api.patch(Kinds.DEPLOYMENT, ObjectKey.of(rollout.deployment), PatchType.MERGE, patch, "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private static void put(ObjectNode status, String field, int count) {
        if (count == 0) status.putNull(field);
        else status.put(field, count);
    }

    private record Counts(int replicas, int updated, int ready, int available, int unavailable) {
        static Counts of(Rollout rollout) {
            List<ReplicaSet> all = rollout.all();
            int available = all.stream().mapToInt(Rollout::available).sum();
            return new Counts(
                    all.stream().mapToInt(Rollout::actual).sum(),
                    rollout.current().map(Rollout::actual).orElse(0),
                    all.stream().mapToInt(Rollout::ready).sum(),
                    available,
                    Math.max(0, Rollout.replicas(all) - available));
        }

        static Counts of(DeploymentStatus status) {
            return new Counts(
                    Objects.requireNonNullElse(status.getReplicas(), 0),
                    Objects.requireNonNullElse(status.getUpdatedReplicas(), 0),
                    Objects.requireNonNullElse(status.getReadyReplicas(), 0),
                    Objects.requireNonNullElse(status.getAvailableReplicas(), 0),
                    Objects.requireNonNullElse(status.getUnavailableReplicas(), 0));
        }

        boolean isComplete(Rollout rollout) {
            int wanted = rollout.limits.replicas();
            return updated == wanted && replicas == wanted && available == wanted;
        }

        boolean isFurtherThan(Counts before) {
            return updated > before.updated
                    || replicas - updated < before.replicas - before.updated
                    || ready > before.ready
                    || available > before.available;
        }
    }
}
