package io.coxswain.controlplane.controller.deployment;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Gives each template of a Deployment a ReplicaSet, and moves replicas from the old ones to the newest. */
public final class DeploymentReconciler implements Reconciler<Deployment> {
    private final Api api;
    private final Clock clock;
    private final Informer<ReplicaSet> replicaSets;
    private final Informer<Deployment> deployments;
    private final Index<Pod> podsByController;
    private final Claims<Deployment, ReplicaSet> claims;
    private final ReplicaSetWriter writer;
    private final Scaling scaling;
    private final RollingUpdate rollingUpdate;
    private final DeploymentStatusWriter statusWriter;

    public DeploymentReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.api = api;
        this.clock = clock;
        this.deployments = informers.of(Kinds.DEPLOYMENT);
        this.replicaSets = informers.of(Kinds.REPLICA_SET);
        this.podsByController = informers.of(Kinds.POD).index(Owners.INDEX, Owners::controllerOrOrphan);
        this.claims = new Claims<>(api, Kinds.DEPLOYMENT, Kinds.REPLICA_SET, replicaSets);
        this.writer = new ReplicaSetWriter(api, events);
        this.scaling = new Scaling(writer);
        this.rollingUpdate = new RollingUpdate(writer);
        this.statusWriter = new DeploymentStatusWriter(api, clock);
    }

    @Override
    public Watches<Deployment> watches() {
        return Watches.of(Kinds.DEPLOYMENT).owns(Kinds.REPLICA_SET).wokenBy(Kinds.POD, this::thoseThatWaitForItsEnd);
    }

    @Override
    public Outcome reconcile(Deployment deployment) {
        LabelSelector selector = LabelSelector.of(deployment.getSpec().getSelector());
        var rollout = new Rollout(deployment, claims.of(deployment, selector), new Conditions(deployment, clock));
        if (deployment.getMetadata().getDeletionTimestamp() != null) return statusWriter.write(rollout, false);
        tellPause(rollout);
        if (isPaused(deployment) || Scaling.isNeeded(rollout)) {
            rollout.current().ifPresent(set -> alignRevision(rollout, set));
            scaling.scale(rollout);
            if (isPaused(deployment)) forgetHistory(rollout);
            return statusWriter.write(rollout, false);
        }
        try {
            boolean moving = RolloutLimits.isRecreate(deployment) ? recreate(rollout) : roll(rollout);
            if (!moving && isComplete(rollout)) forgetHistory(rollout);
        } catch (NameTaken taken) {
            rollout.collisions++;
            statusWriter.write(rollout, false);
            throw ApiException.conflict(
                    Kinds.DEPLOYMENT, deployment.getMetadata().getName(), "another ReplicaSet has its template's name");
        }
        return statusWriter.write(rollout, true);
    }

    private boolean roll(Rollout rollout) {
        Optional<ReplicaSet> current = rollout.current();
        if (current.isEmpty()) {
            int replicas = rollout.limits.newReplicas(Rollout.replicas(rollout.all()), 0);
            current = Optional.of(createCurrent(rollout, replicas));
        } else {
            alignRevision(rollout, current.get());
        }
        return rollingUpdate.step(rollout, rollout.current().orElse(current.get()));
    }

    /** First all old Pods go, then the new ones come. */
    private boolean recreate(Rollout rollout) {
        rollout.current().ifPresent(set -> alignRevision(rollout, set));
        boolean lowered = false;
        for (ReplicaSet set : rollout.active(rollout.old())) lowered |= writer.scale(rollout, set, 0);
        if (lowered || rollout.old().stream().anyMatch(this::hasPods)) return true;
        int wanted = rollout.limits.replicas();
        if (rollout.current().isEmpty()) {
            createCurrent(rollout, wanted);
            return true;
        }
        return writer.scale(rollout, rollout.current().get(), wanted);
    }

    /** Its status too, since it may know of Pods that the cache lacks yet. */
    private boolean hasPods(ReplicaSet set) {
        if (Rollout.actual(set) > 0) return true;
        return podsByController.get(set.getMetadata().getUid()).stream().anyMatch(pod -> !Pods.hasEnded(pod));
    }

    private ReplicaSet createCurrent(Rollout rollout, int replicas) {
        long revision = newestRevision(rollout) + 1;
        ReplicaSet created;
        try {
            created = writer.create(rollout, replicas, revision).orElseThrow(NameTaken::new);
        } catch (ApiException failure) {
            if (!failure.is(Reason.Conflict) && !failure.is(Reason.NotFound)) statusWriter.write(rollout, false);
            throw failure;
        }
        rollout.replace(created);
        annotateRevision(rollout.deployment, revision);
        return created;
    }

    /** A template that comes back, as by an undo, gets the newest revision. */
    private void alignRevision(Rollout rollout, ReplicaSet current) {
        long revision = Math.max(newestRevision(rollout) + 1, Annotations.revision(current));
        writer.align(rollout, current, revision);
        annotateRevision(rollout.deployment, revision);
        if (DeploymentStatusWriter.hasDeadline(rollout.deployment)
                && rollout.conditions.find(Conditions.PROGRESSING).isEmpty()) {
            rollout.conditions.set(
                    Conditions.PROGRESSING,
                    "True",
                    "FoundNewReplicaSet",
                    "Found new replica set \"" + current.getMetadata().getName() + "\"");
        }
    }

    private static long newestRevision(Rollout rollout) {
        return rollout.old().stream().mapToLong(Annotations::revision).max().orElse(0);
    }

    private void annotateRevision(Deployment deployment, long revision) {
        if (Annotations.revision(deployment) == revision) return;
        ObjectNode patch = Json.object();
        ObjectNode metadata =
                Metadata.of(patch).put("uid", deployment.getMetadata().getUid());
        metadata.putObject("annotations").put(Annotations.REVISION, String.valueOf(revision));
        api.patch(Kinds.DEPLOYMENT, ObjectKey.of(deployment), PatchType.MERGE, patch, null);
    }

    private static void tellPause(Rollout rollout) {
        Deployment deployment = rollout.deployment;
        Conditions conditions = rollout.conditions;
        if (!DeploymentStatusWriter.hasDeadline(deployment)
                || conditions.hasReason(Conditions.PROGRESSING, Conditions.TIMED_OUT)) {
            return;
        }
        boolean toldPaused = conditions.hasReason(Conditions.PROGRESSING, Conditions.PAUSED);
        if (isPaused(deployment) && !toldPaused) {
            conditions.set(Conditions.PROGRESSING, "Unknown", Conditions.PAUSED, "Deployment is paused");
        } else if (!isPaused(deployment) && toldPaused) {
            conditions.set(Conditions.PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed");
        }
    }

    private void forgetHistory(Rollout rollout) {
        Integer limit = rollout.deployment.getSpec().getRevisionHistoryLimit();
        if (limit == null) return;
        List<ReplicaSet> known = rollout.old().stream()
                .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.comparingLong(Annotations::revision))
                .toList();
        for (ReplicaSet set : known.subList(0, Math.max(0, known.size() - limit))) {
            boolean empty = Rollout.replicas(set) == 0
                    && Rollout.actual(set) == 0
                    && set.getStatus() != null
                    && Objects.equals(
                            set.getStatus().getObservedGeneration(),
                            set.getMetadata().getGeneration());
            if (empty) writer.delete(set);
        }
    }

    private static boolean isComplete(Rollout rollout) {
        int wanted = rollout.limits.replicas();
        return rollout.current().filter(set -> Rollout.available(set) == wanted).isPresent()
                && rollout.all().stream().mapToInt(Rollout::actual).sum() == wanted;
    }

    private static boolean isPaused(Deployment deployment) {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }

    /** Only a Deployment that recreates looks at Pods; all others are woken by their ReplicaSets. */
    private Stream<ObjectKey> thoseThatWaitForItsEnd(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return Owners.controllerOf(pod)
                .filter(owner -> owner.getKind().equals(Kinds.REPLICA_SET.name()))
                .flatMap(owner -> replicaSets.get(new ObjectKey(namespace, owner.getName())))
                .flatMap(Owners::controllerOf)
                .flatMap(owner -> deployments.get(new ObjectKey(namespace, owner.getName())))
                .filter(RolloutLimits::isRecreate)
                .map(ObjectKey::of)
                .stream();
    }

    /** A ReplicaSet of another template has the name: expected once in billions, so it is no outcome of its own. */
    private static final class NameTaken extends RuntimeException {}
}
