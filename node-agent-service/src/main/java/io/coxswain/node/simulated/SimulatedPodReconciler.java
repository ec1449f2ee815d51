package io.coxswain.node.simulated;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.client.PatchType;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import io.coxswain.reconcile.Change;
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
import tools.jackson.databind.node.ObjectNode;

/** Leads the Pods of simulated nodes through their stages. */
final class SimulatedPodReconciler implements Reconciler<Pod> {
    private static final Duration ADDRESS_RETRY = Duration.ofSeconds(1);

    /** Since when a Pod is in a state. */
    private record Entered(String uid, PodState state, Instant at) {}

    private final Api api;
    private final Stages stages;
    private final Clock clock;
    private final Informer<Node> nodes;
    private final Index<Pod> podsByNode;
    private final PodAddresses addresses;
    private final Map<ObjectKey, Entered> entered = new ConcurrentHashMap<>();

    SimulatedPodReconciler(Api api, Informers informers, Stages stages, Clock clock) {
        this.api = api;
        this.stages = stages;
        this.clock = clock;
        this.nodes = informers.of(Kinds.NODE);
        this.podsByNode = informers.of(Kinds.POD).index("node", pod -> Stream.of(node(pod)));
        this.addresses = new PodAddresses(podsByNode);
    }

    @Override
    public Watches<Pod> watches() {
        return Watches.of(Kinds.POD).wokenByChange(Kinds.NODE, this::wokenBy);
    }

    /** Only by what lets Pods go on; heartbeats do not. */
    private Stream<ObjectKey> wokenBy(Change<Node> change) {
        if (change instanceof Change.Updated<Node>(Node before, Node now) && lives(before) == lives(now)) {
            return Stream.empty();
        }
        return change.states()
                .limit(1)
                .filter(_ -> !(change instanceof Change.Deleted<Node>))
                .flatMap(node -> podsByNode.get(node.getMetadata().getName()).stream())
                .map(ObjectKey::of);
    }

    private static boolean lives(Node node) {
        return SimulatedNode.isHosted(node) && PodAddresses.ofNode(node).isPresent();
    }

    @Override
    public Outcome reconcile(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        Optional<Node> node = nodes.get(ObjectKey.cluster(node(pod))).filter(SimulatedPodReconciler::lives);
        if (node.isEmpty()) return Outcome.settled();
        PodState state = PodState.of(pod);
        Optional<Stage> stage = stages.next(pod, state);
        var status = new SimulatedPodStatus(pod, clock.instant());
        if (state == PodState.Succeeded || state == PodState.Failed) addresses.release(key);
        if (state == PodState.Ready && status.isReadinessStale()) patch(pod, status.readiness());
        if (stage.isEmpty()) return Outcome.settled();
        Duration left = left(pod, state, stage.get());
        if (left.isPositive())
            return Outcome.checkAgain(left, "stage " + stage.get().name());
        return take(pod, node.get(), stage.get(), status);
    }

    private Duration left(Pod pod, PodState state, Stage stage) {
        String uid = pod.getMetadata().getUid();
        Instant now = clock.instant();
        Entered since = entered.compute(
                ObjectKey.of(pod),
                (_, known) -> known != null && known.uid.equals(uid) && known.state == state
                        ? known
                        : new Entered(uid, state, now));
        return Duration.between(now, since.at.plus(stage.delay(pod)));
    }

    private Outcome take(Pod pod, Node node, Stage stage, SimulatedPodStatus status) {
        switch (stage.to()) {
            case Running, Ready -> {
                Optional<String> address = addresses.of(pod, node);
                if (address.isEmpty()) return Outcome.checkAgain(ADDRESS_RETRY, "the node has no free address");
                patch(pod, status.running(stage.to(), address.get(), node));
            }
            case Succeeded, Failed -> {
                patch(pod, status.ended(stage));
                addresses.release(ObjectKey.of(pod));
            }
            case Gone -> end(pod, status.ended(stage));
            case Pending, Terminating -> throw new IllegalStateException("no stage leads to " + stage.to());
        }
        return Outcome.settled();
    }

    /** As a kubelet does it: first how the containers ended, then the object. */
    private void end(Pod pod, ObjectNode last) {
        String phase =
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        if (!phase.equals("Succeeded") && !phase.equals("Failed")) patch(pod, last);
        try {
            api.delete(
                    Kinds.POD,
                    ObjectKey.of(pod),
                    DeleteOptions.now(pod.getMetadata().getUid()));
        } catch (ApiException refused) {
            // gone already, or another Pod of the same name
            if (!refused.is(Reason.NotFound) && !refused.is(Reason.Conflict)) throw refused;
        }
    }

    private void patch(Pod pod, ObjectNode patch) {
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        try {
            api.patch(Kinds.POD, ObjectKey.of(pod), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException refused) {
            if (!refused.is(Reason.NotFound) && !refused.is(Reason.Conflict)) throw refused;
        }
    }

    @Override
    public Outcome forget(ObjectKey key) {
        entered.remove(key);
        addresses.release(key);
        return Outcome.settled();
    }

    private static String node(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return node == null ? "" : node;
    }
}
