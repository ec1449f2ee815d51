package io.coxswain.controlplane.controller.node;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.reconcile.Index;
import io.coxswain.reconcile.Informers;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Gives each node a range of Pod addresses of its own. Run one pass at a time: two would choose the same range. */
public final class NodeIpamReconciler implements Reconciler<Node> {
    private static final Duration UNTIL_A_NODE_MAY_HAVE_GONE = Duration.ofMinutes(1);

    private final Api api;
    private final Index<Node> nodesByRange;
    private final EventRecorder events;
    private final NodeRanges ranges;
    /** Given away, but maybe not yet so in the cache. */
    private final Map<String, String> given = new ConcurrentHashMap<>();

    public NodeIpamReconciler(Api api, Informers informers, EventRecorder events, NodeRanges ranges) {
        this.api = api;
        this.nodesByRange = informers
                .of(Kinds.NODE)
                .index(
                        "podCIDR",
                        node -> hasRange(node) ? Stream.of(node.getSpec().getPodCIDR()) : Stream.empty());
        this.events = events;
        this.ranges = ranges;
    }

    @Override
    public Watches<Node> watches() {
        return Watches.of(Kinds.NODE);
    }

    @Override
    public Outcome reconcile(Node node) {
        String name = node.getMetadata().getName();
        if (node.getMetadata().getDeletionTimestamp() != null || hasRange(node)) {
            given.remove(name);
            return Outcome.settled();
        }
        Set<String> taken = new HashSet<>(given.values());
        Optional<String> free = Optional.ofNullable(given.get(name))
                .or(() -> ranges.firstFree(range ->
                        taken.contains(range) || !nodesByRange.get(range).isEmpty()));
        if (free.isEmpty()) {
            events.warning(
                    Subject.of(Kinds.NODE, node),
                    "CIDRNotAvailable",
                    "Node " + name + " status is now: CIDRNotAvailable");
            return Outcome.checkAgain(UNTIL_A_NODE_MAY_HAVE_GONE, "all ranges of " + ranges + " are taken");
        }
        given.put(name, free.get());
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", node.getMetadata().getResourceVersion());
        patch.putObject("spec").put("podCIDR", free.get()).putArray("podCIDRs").add(free.get());
        api.patch(Kinds.NODE, ObjectKey.of(node), PatchType.MERGE, patch, null);
        return Outcome.settled();
    }

    @Override
    public Outcome forget(ObjectKey key) {
        given.remove(key.name());
        return Outcome.settled();
    }

    private static boolean hasRange(Node node) {
        return node.getSpec() != null
                && node.getSpec().getPodCIDR() != null
                && !node.getSpec().getPodCIDR().isEmpty();
    }
}
