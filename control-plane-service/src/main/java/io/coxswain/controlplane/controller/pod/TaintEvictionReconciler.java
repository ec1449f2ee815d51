package io.coxswain.controlplane.controller.pod;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.node.NodeLifecycleReconciler;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.Taints;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.Tolerations;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informer;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes Pods that do not tolerate a NoExecute taint of their node, or not for as long as it has been there. */
public final class TaintEvictionReconciler implements Reconciler<Pod> {
    /**
     * How long Pods that say nothing of it stay on a node that is not ready or cannot be reached; Kubernetes writes the
     * same into each Pod at admission.
     */
    private static final Duration UNTOLD = Duration.ofMinutes(5);

    private static final List<String> TOLERATED_UNTOLD =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private final Api api;
    private final EventRecorder events;
    private final Clock clock;
    private final Informer<Node> nodes;
    private final Index<Pod> podsByNode;
    private final Map<ObjectKey, Map<Sight, Instant>> sights = new ConcurrentHashMap<>();

    /** A taint as a Pod met it first: users' taints do not tell since when they are there. */
    private record Sight(String pod, String key, String value) {}

    public TaintEvictionReconciler(Api api, Informers informers, EventRecorder events, Clock clock) {
        this.api = api;
        this.events = events;
        this.clock = clock;
        this.nodes = informers.of(Kinds.NODE);
        this.podsByNode =
                informers.of(Kinds.POD).index(NodeLifecycleReconciler.PODS_BY_NODE, pod -> Stream.of(Pods.node(pod)));
    }

    @Override
    public Watches<Pod> watches() {
        return Watches.of(Kinds.POD)
                .wokenBy(
                        Kinds.NODE,
                        node -> Taints.executing(node).isEmpty()
                                ? Stream.empty()
                                : podsByNode.get(node.getMetadata().getName()).stream()
                                        .map(ObjectKey::of));
    }

    @Override
    public Outcome reconcile(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        if (Pods.node(pod).isEmpty() || Pods.isTerminating(pod) || Pods.hasEnded(pod)) return forget(key);
        List<Taint> taints = nodes.get(ObjectKey.cluster(Pods.node(pod))).stream()
                .flatMap(node -> Taints.executing(node).stream())
                .toList();
        if (taints.isEmpty()) return forget(key);
        Instant now = clock.instant();
        Map<Sight, Instant> since = sights.compute(key, (_, known) -> sights(pod, taints, known, now));
        Optional<Instant> end = taints.stream()
                .flatMap(taint -> end(pod, taint, now, since.getOrDefault(sight(pod, taint), now)).stream())
                .min(Instant::compareTo);
        if (end.isEmpty()) return Outcome.settled();
        if (end.get().isAfter(now)) return Outcome.checkAgain(Duration.between(now, end.get()), "a taint is tolerated");
        evict(pod);
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        sights.remove(key);
        return Outcome.settled();
    }

    private static Sight sight(Pod pod, Taint taint) {
        return new Sight(pod.getMetadata().getUid(), taint.getKey(), Objects.requireNonNullElse(taint.getValue(), ""));
    }

    /** A taint that was gone in between counts anew. */
    private static Map<Sight, Instant> sights(
            Pod pod, List<Taint> taints, @Nullable Map<Sight, Instant> known, Instant now) {
        Map<Sight, Instant> all = new HashMap<>();
        for (Taint taint : taints) {
            Sight sight = sight(pod, taint);
            Instant told = taint.getTimeAdded() == null ? now : Instant.parse(taint.getTimeAdded());
            all.put(sight, known == null ? told : known.getOrDefault(sight, told));
        }
        return Map.copyOf(all);
    }

    private void evict(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        events.normal(Subject.of(Kinds.POD, pod), "TaintManagerEviction", "Marking for deletion Pod " + key);
        try {
            ObjectNode patch = Json.object();
            patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
            ArrayNode conditions = patch.putObject("status").putArray("conditions");
            conditions.add(DisruptionTarget.of(
                    "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", clock.instant()));
            api.patch(Kinds.POD, key, PatchType.STRATEGIC, patch, "status");
            api.delete(Kinds.POD, key, DeleteOptions.ofUid(pod.getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }

    /** When the Pod is to go because of the taint; empty when it may stay for ever. */
    private static Optional<Instant> end(Pod pod, Taint taint, Instant now, Instant since) {
        List<Toleration> matching =
                Objects.requireNonNullElse(pod.getSpec().getTolerations(), List.<Toleration>of()).stream()
                        .filter(toleration -> Tolerations.tolerates(toleration, taint))
                        .toList();
        if (matching.isEmpty()) {
            return Optional.of(TOLERATED_UNTOLD.contains(taint.getKey()) ? since.plus(UNTOLD) : now);
        }
        return matching.stream()
                .map(Toleration::getTolerationSeconds)
                .filter(Objects::nonNull)
                .map(seconds -> since.plusSeconds(Math.max(0, seconds)))
                .min(Instant::compareTo);
    }
}
