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
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Deletes Pods that nobody else will: of nodes that are gone, and those being deleted that never got a node. */
public final class PodGarbageReconciler implements Reconciler<Pod> {
    /** A node that registers again within this time finds its Pods. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Api api;
    private final Clock clock;
    private final Informer<Node> nodes;
    private final Index<Pod> podsByNode;
    private final Map<ObjectKey, Instant> orphanedSince = new ConcurrentHashMap<>();

    public PodGarbageReconciler(Api api, Informers informers, Clock clock) {
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
            return nodes.get(ObjectKey.cluster(name)).isPresent()
                    ? Stream.empty()
                    : podsByNode.get(name).stream().map(ObjectKey::of);
        });
    }

    @Override
    public Outcome reconcile(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        String node = Pods.node(pod);
        if (node.isEmpty()) {
            if (Pods.isTerminating(pod)) delete(pod);
            return Outcome.settled();
        }
        if (nodes.get(ObjectKey.cluster(node)).isPresent()) {
            orphanedSince.remove(key);
            return Outcome.settled();
        }
        Instant since = orphanedSince.computeIfAbsent(key, _ -> clock.instant());
        Duration left = Duration.between(clock.instant(), since.plus(QUARANTINE));
        if (left.isPositive()) return Outcome.checkAgain(left, "the node may come back");
        if (api.find(Kinds.NODE, ObjectKey.cluster(node)).isPresent()) return Outcome.settled();
        if (!Pods.hasEnded(pod)) fail(pod);
        delete(pod);
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        orphanedSince.remove(key);
        return Outcome.settled();
    }

    private void fail(Pod pod) {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", "Failed");
        status.putArray("conditions")
                .addObject()
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("reason", "DeletionByPodGC")
                .put("message", "PodGC: node no longer exists")
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            api.patch(Kinds.POD, ObjectKey.of(pod), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    private void delete(Pod pod) {
        try {
            api.delete(
                    Kinds.POD,
                    ObjectKey.of(pod),
                    DeleteOptions.now(pod.getMetadata().getUid()));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
