package io.coxswain.node.simulated;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.model.SimulatedNode;
import io.coxswain.node.registration.NodeLease;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** Keeps simulated nodes Ready: their status, and a heartbeat for each by its Lease. */
final class SimulatedNodeReconciler implements Reconciler<Node> {
    private final Api api;
    private final Duration heartbeat;
    private final Clock clock;
    private final Runnable onFirst;
    private final Map<String, Instant> renewed = new ConcurrentHashMap<>();

    /** @param onFirst called when there is a simulated node, again for each pass */
    SimulatedNodeReconciler(Api api, Duration heartbeat, Clock clock, Runnable onFirst) {
        this.api = api;
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.onFirst = onFirst;
    }

    @Override
    public Watches<Node> watches() {
        return Watches.of(Kinds.NODE);
    }

    @Override
    public Outcome reconcile(Node node) {
        String name = node.getMetadata().getName();
        boolean lives = SimulatedNode.isHosted(node) && node.getMetadata().getDeletionTimestamp() == null;
        if (!lives) return forget(ObjectKey.cluster(name));
        onFirst.run();
        // without a range no Pod could start: the node becomes Ready when the control plane has given it one
        if (PodAddresses.ofNode(node).isEmpty()) return Outcome.settled();
        Instant now = clock.instant();
        ObjectNode patch = new SimulatedNodeStatus(node, now).due().orElse(null);
        if (patch != null) api.patch(Kinds.NODE, ObjectKey.cluster(name), PatchType.STRATEGIC, patch, "status");
        Instant last = renewed.getOrDefault(name, Instant.EPOCH);
        Duration left = Duration.between(now, last.plus(heartbeat));
        if (left.isPositive()) return Outcome.checkAgain(left, "the heartbeat is due");
        new NodeLease(api, name).renew(node.getMetadata().getUid(), now);
        renewed.put(name, now);
        return Outcome.checkAgain(heartbeat, "the heartbeat is due");
    }

    @Override
    public Outcome forget(ObjectKey key) {
        renewed.remove(key.name());
        return Outcome.settled();
    }
}
