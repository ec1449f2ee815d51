package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.controlplane.controller.owner.Claims;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.Owners;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.RevisionHistory;
import io.coxswain.model.Kinds;
import io.coxswain.model.LabelSelector;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts, stops and updates the Pods of a StatefulSet, each with a lasting name and its own claims. */
public final class StatefulSetReconciler implements Reconciler<StatefulSet> {
    private static final Duration CACHE_IS_BEHIND = Duration.ofSeconds(5);
    private static final String REVISION_HASH = "controller.kubernetes.io/hash";

    private final Informer<StatefulSet> sets;
    private final Informer<Pod> podCache;
    private final Claims<StatefulSet, Pod> owned;
    private final RevisionHistory<StatefulSet> history;
    private final OwnWrites podWrites = new OwnWrites();
    private final OwnWrites statusWrites = new OwnWrites();
    private final MemberPods pods;
    private final ClaimTemplates claims;
    private final StatefulSetStatusWriter statusWriter;
    private final Clock clock;

    public StatefulSetReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.sets = informers.of(Kinds.STATEFUL_SET);
        this.podCache = informers.of(Kinds.POD);
        this.owned = new Claims<>(api, Kinds.STATEFUL_SET, Kinds.POD, podCache);
        this.history = new RevisionHistory<>(api, Kinds.STATEFUL_SET, informers, REVISION_HASH);
        this.pods = new MemberPods(api, events, podWrites);
        this.claims = new ClaimTemplates(api, informers.of(Kinds.PERSISTENT_VOLUME_CLAIM), pods);
        this.statusWriter = new StatefulSetStatusWriter(api, statusWrites);
        this.clock = clock;
    }

    @Override
    public Watches<StatefulSet> watches() {
        return Watches.of(Kinds.STATEFUL_SET)
                .owns(Kinds.POD)
                .owns(Kinds.CONTROLLER_REVISION)
                .wokenBy(Kinds.POD, this::thoseThatMayAdopt)
                .wokenBy(Kinds.PERSISTENT_VOLUME_CLAIM, StatefulSetReconciler::thoseThatWait);
    }

    @Override
    public Outcome reconcile(StatefulSet set) {
        ObjectKey key = ObjectKey.of(set);
        if (!podWrites.isSeen(key, podCache) || !statusWrites.isSeen(key, sets)) {
            return Outcome.checkAgain(CACHE_IS_BEHIND, "the cache lacks our own writes");
        }
        LabelSelector selector = LabelSelector.of(set.getSpec().getSelector());
        List<Pod> claimed = owned.of(set, selector, pod -> Identity.ordinal(set, pod) >= 0);
        podWrites.seeDeletions(key, claimed);
        var members = new Members(set, claimed, podWrites, clock.instant());
        var status = set.getStatus();
        int collisions = status == null ? 0 : Objects.requireNonNullElse(status.getCollisionCount(), 0);
        var known = history.sync(set, selector, set.getSpec().getTemplate(), collisions);
        ControllerRevision current = former(set, known);
        @Nullable ApiException failure = null;
        if (set.getMetadata().getDeletionTimestamp() == null) failure = pass(members, current, known);
        String currentName = current.getMetadata().getName();
        statusWriter.write(members, currentName, known.current().getMetadata().getName(), known.collisions());
        if (failure != null) throw failure;
        if (set.getMetadata().getDeletionTimestamp() == null) forgetHistory(members, currentName, known);
        return next(members);
    }

    @Override
    public Outcome forget(ObjectKey key) {
        podWrites.forget(key);
        statusWrites.forget(key);
        return Outcome.settled();
    }

    private @Nullable ApiException pass(Members members, ControllerRevision current, RevisionHistory.Known known) {
        try {
            new StatefulSetPass(members, current, known.current(), history, pods, claims).run();
            return null;
        } catch (ApiException failure) {
            return failure;
        }
    }

    private Outcome next(Members members) {
        int minReadySeconds = members.minReadySeconds();
        boolean waits = minReadySeconds > 0
                && members.all().stream().anyMatch(pod -> members.isReady(pod) && !members.isAvailable(pod));
        return waits
                ? Outcome.checkAgain(
                        Pods.nextAvailable(members.all(), minReadySeconds, clock.instant()),
                        "Pods are ready but not yet available")
                : Outcome.settled();
    }

    /** The revision that the last complete rollout left; at first the only one. */
    private static ControllerRevision former(StatefulSet set, RevisionHistory.Known known) {
        String name = set.getStatus() == null ? "" : set.getStatus().getCurrentRevision();
        return known.all().stream()
                .filter(revision -> revision.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(known.current());
    }

    private void forgetHistory(Members members, String current, RevisionHistory.Known known) {
        Set<String> inUse = members.all().stream().map(Identity::revision).collect(Collectors.toSet());
        inUse.add(current);
        history.truncate(
                known, inUse, Objects.requireNonNullElse(members.set.getSpec().getRevisionHistoryLimit(), 10));
    }

    private Stream<ObjectKey> thoseThatMayAdopt(Pod pod) {
        if (Owners.controllerOf(pod).isPresent()) return Stream.empty();
        return sets.list(pod.getMetadata().getNamespace()).stream()
                .filter(set -> Identity.ordinal(set, pod) >= 0
                        && LabelSelector.of(set.getSpec().getSelector()).matches(Pods.labels(pod)))
                .map(ObjectKey::of);
    }

    /** A Pod that comes again waits for the end of a claim that goes: the claim names its former Pod as an owner. */
    private static Stream<ObjectKey> thoseThatWait(PersistentVolumeClaim claim) {
        return claim.getMetadata().getOwnerReferences().stream()
                .filter(owner ->
                        owner.getKind().equals("Pod") && owner.getName().contains("-"))
                .map(owner -> new ObjectKey(
                        claim.getMetadata().getNamespace(),
                        owner.getName().substring(0, owner.getName().lastIndexOf('-'))));
    }
}
