package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.Kind;
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
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates and deletes Pods until there are as many as a ReplicaSet wants, and tells how they fare. A
 * ReplicationController is driven by the same rules, seen as a ReplicaSet.
 */
public final class ReplicaSetReconciler<O extends HasMetadata> implements Reconciler<O> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);

    private final Kind<O> kind;
    private final Function<O, ReplicaSet> view;
    private final Informer<O> owners;
    private final Informer<Pod> pods;
    private final Index<Pod> byController;
    private final Claims<O, Pod> claims;
    private final OwnWrites ownWrites = new OwnWrites();
    private final Replicas<O> replicas;
    private final ReplicaSetStatusWriter statusWriter;
    private final Clock clock;

    private ReplicaSetReconciler(
            Api api,
            Informers informers,
            Kind<O> kind,
            Function<O, ReplicaSet> view,
            EventRecorder events,
            Clock clock) {
        this.kind = kind;
        this.view = view;
        this.owners = informers.of(kind);
        this.pods = informers.of(Kinds.POD);
        this.byController = pods.index(Owners.INDEX, Owners::controllerOrOrphan);
        this.claims = new Claims<>(api, kind, Kinds.POD, pods);
        this.replicas = new Replicas<>(kind, new PodWriter<>(api, kind, events, ownWrites));
        this.statusWriter = new ReplicaSetStatusWriter(api, kind, clock);
        this.clock = clock;
    }

    public static ReplicaSetReconciler<ReplicaSet> ofReplicaSets(
            Api api, Informers informers, EventRecorder events, Clock clock) {
        return new ReplicaSetReconciler<>(api, informers, Kinds.REPLICA_SET, set -> set, events, clock);
    }

    public static ReplicaSetReconciler<ReplicationController> ofReplicationControllers(
            Api api, Informers informers, EventRecorder events, Clock clock) {
        return new ReplicaSetReconciler<>(
                api, informers, Kinds.REPLICATION_CONTROLLER, ReplicationControllerView::of, events, clock);
    }

    @Override
    public Watches<O> watches() {
        return Watches.of(kind).owns(Kinds.POD).wokenBy(Kinds.POD, this::thoseThatMayAdopt);
    }

    @Override
    public Outcome reconcile(O owner) {
        ReplicaSet desired = view.apply(owner);
        ObjectKey key = ObjectKey.of(owner);
        if (!ownWrites.isSeen(key, pods)) return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own Pods");
        LabelSelector selector = LabelSelector.of(desired.getSpec().getSelector());
        List<Pod> claimed = claims.of(owner, selector);
        List<Pod> active = ownWrites.active(key, claimed);
        int terminating = (int) claimed.stream()
                .filter(pod -> !Pods.hasEnded(pod) && ownWrites.isTerminating(key, pod))
                .count();
        int wanted = Objects.requireNonNullElse(desired.getSpec().getReplicas(), 1);
        @Nullable ApiException failure = null;
        if (desired.getMetadata().getDeletionTimestamp() == null) {
            failure = replicas.adjust(owner, wanted, active, doubledUp(owner, active));
        }
        ReplicaSetCounts counts = ReplicaSetCounts.of(desired, active, terminating, clock.instant());
        statusWriter.write(desired, counts, failure, wanted - active.size());
        if (failure != null) throw failure;
        int minReadySeconds = Objects.requireNonNullElse(desired.getSpec().getMinReadySeconds(), 0);
        return minReadySeconds > 0 && counts.available() < counts.ready()
                ? Outcome.checkAgain(
                        Pods.nextAvailable(active, minReadySeconds, clock.instant()),
                        "Pods are ready but not yet available")
                : Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        ownWrites.forget(key);
        return Outcome.settled();
    }

    /** How many Pods of the same owner's ReplicaSets each node holds: where most are, one can go first. */
    private java.util.Map<String, Integer> doubledUp(O desired, List<Pod> active) {
        var onNode = new java.util.HashMap<String, Integer>();
        var owner = Owners.controllerOf(desired);
        if (owner.isEmpty()) {
            active.forEach(pod -> onNode.merge(Pods.node(pod), 1, Integer::sum));
            return onNode;
        }
        for (O sibling : owners.list(desired.getMetadata().getNamespace())) {
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
        return owners.list(pod.getMetadata().getNamespace()).stream()
                .filter(owner -> LabelSelector.of(view.apply(owner).getSpec().getSelector())
                        .matches(Pods.labels(pod)))
                .map(ObjectKey::of);
    }
}
