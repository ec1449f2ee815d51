package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.PodWriter;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.RevisionHistory;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Change;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Keeps one Pod of a DaemonSet on each node that fits, and replaces outdated ones node by node. */
public final class DaemonSetReconciler implements Reconciler<DaemonSet> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);
    private static final int BURST = 250;

    private final Informer<DaemonSet> sets;
    private final Informer<Node> nodes;
    private final Informer<Pod> podCache;
    private final Claims<DaemonSet, Pod> owned;
    private final RevisionHistory<DaemonSet> history;
    private final OwnWrites ownWrites = new OwnWrites();
    private final FailedPodBackoff backoff = new FailedPodBackoff();
    private final PodWriter<DaemonSet> writer;
    private final DaemonSetStatusWriter statusWriter;
    private final EventRecorder events;
    private final Clock clock;

    public DaemonSetReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.sets = informers.of(Kinds.DAEMON_SET);
        this.nodes = informers.of(Kinds.NODE);
        this.podCache = informers.of(Kinds.POD);
        this.owned = new Claims<>(api, Kinds.DAEMON_SET, Kinds.POD, podCache);
        this.history = new RevisionHistory<>(api, Kinds.DAEMON_SET, informers, DaemonPod.HASH);
        this.writer = new PodWriter<>(api, Kinds.DAEMON_SET, events, ownWrites);
        this.statusWriter = new DaemonSetStatusWriter(api);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Watches<DaemonSet> watches() {
        return Watches.of(Kinds.DAEMON_SET)
                .owns(Kinds.POD)
                .owns(Kinds.CONTROLLER_REVISION)
                .wokenBy(Kinds.POD, this::thoseThatMayAdopt)
                .wokenByChange(Kinds.NODE, this::thoseWithAnotherFit);
    }

    @Override
    public Outcome reconcile(DaemonSet set) {
        ObjectKey key = ObjectKey.of(set);
        if (!ownWrites.isSeen(key, podCache))
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own Pods");
        if (set.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        LabelSelector selector = LabelSelector.of(set.getSpec().getSelector());
        var status = set.getStatus();
        int collisions = status == null ? 0 : Objects.requireNonNullElse(status.getCollisionCount(), 0);
        var known = history.sync(set, selector, set.getSpec().getTemplate(), collisions);
        List<Pod> claimed = owned.of(set, selector);
        ownWrites.seeDeletions(key, claimed);
        String hash = history.hash(known.current());
        var pods = new DaemonPods(set, hash, nodes.list(null), claimed, ownWrites, clock.instant());
        boolean surges = DaemonUpdate.surges(set, pods.wanted());
        NodePlan plan = NodePlan.of(pods, surges, backoff, events, clock.instant());
        @Nullable ApiException failure = change(pods, known.current(), plan.nodes(), plan.toDelete());
        if (failure == null && plan.nodes().isEmpty()) {
            DaemonUpdate update = DaemonUpdate.next(pods);
            failure = change(pods, known.current(), update.nodes(), update.toDelete());
        }
        statusWriter.write(pods, known.collisions());
        if (failure != null) throw failure;
        forgetHistory(pods, known);
        return next(pods, plan);
    }

    @Override
    public Outcome forget(ObjectKey key) {
        ownWrites.forget(key);
        backoff.forget(key);
        return Outcome.settled();
    }

    private @Nullable ApiException change(
            DaemonPods pods, ControllerRevision revision, List<String> lacking, List<Pod> toDelete) {
        @Nullable ApiException failure = null;
        if (!lacking.isEmpty() && writer.live(pods.set).isPresent()) {
            JsonNode template = history.templateTree(revision);
            failure = writer.create(
                    pods.set,
                    lacking.stream()
                            .limit(BURST)
                            .map(node -> DaemonPod.make(pods.set, template, pods.hash, node))
                            .toList());
        }
        @Nullable ApiException second =
                writer.delete(pods.set, toDelete.stream().limit(BURST).toList());
        return failure == null ? second : failure;
    }

    private Outcome next(DaemonPods pods, NodePlan plan) {
        if (plan.delay().isPositive()) return Outcome.checkAgain(plan.delay(), "a Pod fails again and again");
        boolean ripens = pods.minReadySeconds() > 0
                && pods.all().stream().anyMatch(pod -> Pods.isReady(pod) && !pods.isAvailable(pod));
        return ripens
                ? Outcome.checkAgain(
                        Pods.nextAvailable(pods.all(), pods.minReadySeconds(), clock.instant()),
                        "Pods are ready but not yet available")
                : Outcome.settled();
    }

    private void forgetHistory(DaemonPods pods, RevisionHistory.Known known) {
        Set<String> hashes = new HashSet<>();
        pods.all().forEach(pod -> hashes.add(Pods.labels(pod).getOrDefault(DaemonPod.HASH, "")));
        Set<String> inUse = known.all().stream()
                .filter(revision -> hashes.contains(history.hash(revision)))
                .map(revision -> revision.getMetadata().getName())
                .collect(Collectors.toSet());
        history.truncate(
                known, inUse, Objects.requireNonNullElse(pods.set.getSpec().getRevisionHistoryLimit(), 10));
    }

    private Stream<ObjectKey> thoseThatMayAdopt(Pod pod) {
        if (Owners.controllerOf(pod).isPresent()) return Stream.empty();
        return sets.list(pod.getMetadata().getNamespace()).stream()
                .filter(set -> LabelSelector.of(set.getSpec().getSelector()).matches(Pods.labels(pod)))
                .map(ObjectKey::of);
    }

    /** Most changes of a node are heartbeats, which move no Pod. */
    private Stream<ObjectKey> thoseWithAnotherFit(Change<Node> change) {
        return sets.list(null).stream()
                .filter(set -> switch (change) {
                    case Change.Added<Node>(var node) -> NodeFit.of(set, node).stay();
                    case Change.Deleted<Node>(var node) -> NodeFit.of(set, node).stay();
                    case Change.Updated<Node>(var before, var now) ->
                        !NodeFit.of(set, before).equals(NodeFit.of(set, now));
                })
                .map(ObjectKey::of);
    }
}
