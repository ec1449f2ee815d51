package io.coxswain.controlplane.controller.pod;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.node.NodeLifecycleReconciler;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes Pods that nobody else will: of nodes that are gone or out of service, those being deleted that never got a
 * node, and the oldest of those that have ended where there are too many.
 */
public final class PodGarbageReconciler implements Reconciler<Pod> {
    /** A node that registers again within this time finds its Pods. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    private final Api api;
    private final Clock clock;
    private final Informer<Node> nodes;
    private final Index<Pod> podsByNode;
    private final Map<ObjectKey, Instant> orphanedSince = new ConcurrentHashMap<>();
    private final EndedPods ended;

    /** @param terminatedThreshold how many Pods that have ended are kept; all where it is not positive */
    public PodGarbageReconciler(Api api, Informers informers, int terminatedThreshold, Clock clock) {
        this.ended = new EndedPods(terminatedThreshold);
        this.api = api;
        this.clock = clock;
        this.nodes = informers.of(Kinds.NODE);
        this.podsByNode =
                informers.of(Kinds.POD).index(NodeLifecycleReconciler.PODS_BY_NODE, pod -> Stream.of(Pods.node(pod)));
    }

    @Override
    public Watches<Pod> watches() {
        return Watches.of(Kinds.POD).wokenBy(Kinds.NODE, node -> {
            // only the coming and going of a node matters, not what it reports of itself
            String name = node.getMetadata().getName();
            boolean serves = nodes.get(ObjectKey.cluster(name))
                    .filter(known -> !isOutOfService(known))
                    .isPresent();
            return serves ? Stream.empty() : podsByNode.get(name).stream().map(ObjectKey::of);
        });
    }

    @Override
    public Outcome reconcile(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        ended.note(pod).forEach(this::delete);
        String node = Pods.node(pod);
        if (node.isEmpty()) {
            if (Pods.isTerminating(pod)) failAndDelete(pod, false);
            return Outcome.settled();
        }
        Optional<Node> found = nodes.get(ObjectKey.cluster(node));
        if (found.isPresent()) {
            orphanedSince.remove(key);
            if (Pods.isTerminating(pod) && isOutOfService(found.get())) failAndDelete(pod, false);
            return Outcome.settled();
        }
        Instant since = orphanedSince.computeIfAbsent(key, _ -> clock.instant());
        Duration left = Duration.between(clock.instant(), since.plus(QUARANTINE));
        if (left.isPositive()) return Outcome.checkAgain(left, "the node may come back");
        if (api.find(Kinds.NODE, ObjectKey.cluster(node)).isPresent()) return Outcome.settled();
        failAndDelete(pod, true);
        return Outcome.settled();
    }

    /** A user says by a taint that the machine is off and stays off. */
    private static boolean isOutOfService(Node node) {
        boolean tainted = node.getSpec() != null
                && node.getSpec().getTaints() != null
                && node.getSpec().getTaints().stream().anyMatch(taint -> OUT_OF_SERVICE.equals(taint.getKey()));
        return tainted
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .noneMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** So that its controller sees an end: a Job counts it. */
    private void failAndDelete(Pod pod, boolean orphaned) {
        if (!Pods.hasEnded(pod)) fail(pod, orphaned);
        delete(pod.getMetadata().getUid(), ObjectKey.of(pod));
    }

    private void delete(EndedPods.Ended pod) {
        delete(pod.uid(), pod.key());
    }

    @Override
    public Outcome forget(ObjectKey key) {
        orphanedSince.remove(key);
        ended.forget(key);
        return Outcome.settled();
    }

    private void fail(Pod pod, boolean orphaned) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", "Failed");
        if (orphaned) {
            ArrayNode conditions = status.putArray("conditions");
            conditions.add(DisruptionTarget.of("DeletionByPodGC", "PodGC: node no longer exists", clock.instant()));
        }
        try {
            api.patch(Kinds.POD, ObjectKey.of(pod), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private void delete(String uid, ObjectKey key) {
        try {
            api.delete(Kinds.POD, key, DeleteOptions.now(uid));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound) && !gone.is(Reason.Conflict)) throw gone;
        }
    }
}
