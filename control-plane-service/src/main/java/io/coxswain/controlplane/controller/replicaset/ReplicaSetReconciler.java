package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Pods;
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
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates and deletes Pods until there are as many as the ReplicaSet wants, and tells how they fare. */
public final class ReplicaSetReconciler implements Reconciler<ReplicaSet> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);

    private final Informer<ReplicaSet> replicaSets;
    private final Informer<Pod> pods;
    private final Index<Pod> byController;
    private final Claims<ReplicaSet, Pod> claims;
    private final OwnWrites ownWrites = new OwnWrites();
    private final Replicas replicas;
    private final ReplicaSetStatusWriter statusWriter;
    private final Clock clock;

    public ReplicaSetReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.replicaSets = informers.of(Kinds.REPLICA_SET);
        this.pods = informers.of(Kinds.POD);
        this.byController = pods.index(Owners.INDEX, Owners::controllerOrOrphan);
        this.claims = new Claims<>(api, Kinds.REPLICA_SET, Kinds.POD, pods);
        this.replicas = new Replicas(api, events, ownWrites);
        this.statusWriter = new ReplicaSetStatusWriter(api, clock);
        this.clock = clock;
    }

    @Override
    public Watches<ReplicaSet> watches() {
        return Watches.of(Kinds.REPLICA_SET).owns(Kinds.POD).wokenBy(Kinds.POD, this::thoseThatMayAdopt);
    }

    @Override
    public Outcome reconcile(ReplicaSet desired) {
        ObjectKey key = ObjectKey.of(desired);
        if (!ownWrites.isSeen(key, pods)) return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own Pods");
        LabelSelector selector = LabelSelector.of(desired.getSpec().getSelector());
        List<Pod> active = new ArrayList<>(
                claims.of(desired, selector).stream().filter(Pods::isActive).toList());
        replicas.leaveOutDeleted(key, active);
        @Nullable ApiException failure = null;
        if (desired.getMetadata().getDeletionTimestamp() == null) {
            failure = replicas.adjust(desired, active, doubledUp(desired, active));
        }
        ReplicaSetCounts counts = ReplicaSetCounts.of(desired, active, clock.instant());
        statusWriter.write(desired, counts, failure, wanted(desired) - active.size());
        if (failure != null) throw failure;
        int minReadySeconds = Objects.requireNonNullElse(desired.getSpec().getMinReadySeconds(), 0);
        return minReadySeconds > 0 && counts.available() < counts.ready()
                ? Outcome.checkAgain(nextAvailable(active, minReadySeconds), "Pods are ready but not yet available")
                : Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        ownWrites.forget(key);
        replicas.forget(key);
        return Outcome.settled();
    }

    static int wanted(ReplicaSet desired) {
        return Objects.requireNonNullElse(desired.getSpec().getReplicas(), 1);
    }

    private Duration nextAvailable(List<Pod> active, int minReadySeconds) {
        var now = clock.instant();
        return active.stream()
                .filter(Pods::isReady)
                .flatMap(pod -> Pods.readySince(pod).stream())
                .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ofSeconds(1))
                .plusMillis(1);
    }

    /** How many Pods of the same owner's ReplicaSets each node holds: where most are, one can go first. */
    private java.util.Map<String, Integer> doubledUp(ReplicaSet desired, List<Pod> active) {
        var onNode = new java.util.HashMap<String, Integer>();
        var owner = Owners.controllerOf(desired);
        if (owner.isEmpty()) {
            active.forEach(pod -> onNode.merge(Pods.node(pod), 1, Integer::sum));
            return onNode;
        }
        for (ReplicaSet sibling : replicaSets.list(desired.getMetadata().getNamespace())) {
            boolean related = Owners.controllerOf(sibling)
                    .filter(other -> other.getUid().equals(owner.get().getUid()))
                    .isPresent();
            if (!related) continue;
            byController.get(sibling.getMetadata().getUid()).stream()
                    .filter(Pods::isActive)
                    .forEach(pod -> onNode.merge(Pods.node(pod), 1, Integer::sum));
        }
        return onNode;
    }

    private Stream<ObjectKey> thoseThatMayAdopt(Pod pod) {
        if (Owners.controllerOf(pod).isPresent()) return Stream.empty();
        return replicaSets.list(pod.getMetadata().getNamespace()).stream()
                .filter(set -> LabelSelector.of(set.getSpec().getSelector()).matches(Pods.labels(pod)))
                .map(ObjectKey::of);
    }

    static Subject subject(ReplicaSet set) {
        return Subject.of(Kinds.REPLICA_SET, set);
    }
}
