package io.coxswain.controlplane.controller.node;

import io.coxswain.client.Api;
import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.node.ZoneEvictions.Permission;
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
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells when a node has fallen silent, and taints nodes by their conditions. Silence is measured from when a new Lease
 * was seen here, so that clocks need not agree.
 */
public final class NodeLifecycleReconciler implements Reconciler<Node> {
    /** The name of the index of Pods by their node. */
    public static final String PODS_BY_NODE = "node";

    private static final String LEASES = "kube-node-lease";
    /** Nodes that are not ready are looked at again, since what may be done to them depends on all others. */
    private static final Duration MONITOR = Duration.ofSeconds(5);

    private static final List<String> CONDITIONS = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private record Sign(String lease, Instant seenAt) {}

    private final Api api;
    private final EventRecorder events;
    private final Clock clock;
    private final NodeLifecycleSettings settings;
    private final ZoneEvictions evictions;
    private final Informer<Node> nodes;
    private final Informer<Lease> leases;
    private final Index<Pod> podsByNode;
    private final Map<String, Sign> signs = new ConcurrentHashMap<>();

    public NodeLifecycleReconciler(
            Api api, Informers informers, EventRecorder events, NodeLifecycleSettings settings, Clock clock) {
        this.api = api;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
        this.evictions = new ZoneEvictions(settings);
        this.nodes = informers.of(Kinds.NODE);
        this.leases = informers.of(Kinds.LEASE);
        this.podsByNode = informers.of(Kinds.POD).index(PODS_BY_NODE, pod -> Stream.of(Pods.node(pod)));
    }

    @Override
    public Watches<Node> watches() {
        return Watches.of(Kinds.NODE)
                .wokenBy(
                        Kinds.LEASE,
                        lease -> LEASES.equals(lease.getMetadata().getNamespace())
                                ? Stream.of(
                                        ObjectKey.cluster(lease.getMetadata().getName()))
                                : Stream.empty());
    }

    @Override
    public Outcome reconcile(Node node) {
        String name = node.getMetadata().getName();
        if (node.getMetadata().getDeletionTimestamp() != null) return Outcome.settled();
        String lease = leases.get(new ObjectKey(LEASES, name))
                .map(held -> held.getMetadata().getResourceVersion())
                .orElse("");
        Sign sign = signs.compute(
                name,
                (_, known) -> known != null && known.lease.equals(lease) ? known : new Sign(lease, clock.instant()));
        Duration left = Duration.between(clock.instant(), sign.seenAt.plus(settings.monitorGracePeriod()));
        boolean silent = !left.isPositive();
        if (silent) tellSilence(node);
        Duration again = taint(node, silent ? "Unknown" : NodeTaints.status(node, "Ready"));
        Duration next = silent || again.compareTo(left) < 0 ? again : left;
        return Outcome.checkAgain(next.plusMillis(10), "the node may fall silent, or may be evicted");
    }

    @Override
    public Outcome forget(ObjectKey key) {
        signs.remove(key.name());
        evictions.forget(key.name());
        return Outcome.settled();
    }

    private void tellSilence(Node node) {
        boolean told = CONDITIONS.stream()
                .allMatch(type -> NodeTaints.status(node, type).equals("Unknown"));
        if (told) return;
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode patch = Json.object();
        ArrayNode conditions = patch.putObject("status").putArray("conditions");
        for (String type : CONDITIONS) {
            Optional<NodeCondition> known = NodeTaints.condition(node, type);
            if (known.isPresent() && "Unknown".equals(known.get().getStatus())) continue;
            ObjectNode condition = conditions.addObject().put("type", type).put("status", "Unknown");
            condition.put("reason", known.isPresent() ? "NodeStatusUnknown" : "NodeStatusNeverUpdated");
            condition.put(
                    "message",
                    known.isPresent() ? "Kubelet stopped posting node status." : "Kubelet never posted node status.");
            condition.put("lastTransitionTime", now);
            if (known.isEmpty()) {
                condition.put("lastHeartbeatTime", node.getMetadata().getCreationTimestamp());
            }
        }
        api.patch(Kinds.NODE, ObjectKey.of(node), PatchType.STRATEGIC, patch, "status");
        String name = node.getMetadata().getName();
        events.normal(Subject.of(Kinds.NODE, node), "NodeNotReady", "Node " + name + " status is now: NodeNotReady");
        podsByNode.get(name).forEach(pod -> markNotReady(pod, now));
    }

    /** Nobody can tell any more whether the Pod serves, so Services leave it out. */
    private void markNotReady(Pod pod, String now) {
        if (!Pods.isReady(pod)) return;
        ObjectNode patch = Json.object();
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "False")
                .put("lastTransitionTime", now);
        try {
            api.patch(Kinds.POD, ObjectKey.of(pod), PatchType.STRATEGIC, patch, "status");
            events.warning(Subject.of(Kinds.POD, pod), "NodeNotReady", "Node is not ready");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }

    /** Answers when to look again. */
    private Duration taint(Node node, String ready) {
        boolean isReady = ready.equals("True");
        evictions.seed(() -> nodes.list(null));
        evictions.observe(node, isReady);
        if (isReady) {
            taint(node, ready, false);
            return settings.monitorGracePeriod();
        }
        switch (evictions.ask(node, NodeTaints.evicts(node), clock.instant())) {
            case Permission.Granted() -> taint(node, ready, true);
            case Permission.Later(var after) -> {
                taint(node, ready, false);
                return after.compareTo(MONITOR) < 0 ? after : MONITOR;
            }
            case Permission.Withheld() -> taint(node, ready, false);
            case Permission.Suspended() -> taint(node, ready, false);
        }
        return MONITOR;
    }

    private void taint(Node node, String ready, boolean evicts) {
        List<ObjectNode> now = NodeTaints.of(node);
        List<ObjectNode> wanted = NodeTaints.wanted(node, ready, evicts, clock.instant());
        if (NodeTaints.same(now, wanted)) return;
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put(
                        "resourceVersion",
                        Objects.requireNonNullElse(node.getMetadata().getResourceVersion(), ""));
        ArrayNode taints = patch.putObject("spec").putArray("taints");
        wanted.forEach(taints::add);
        api.patch(Kinds.NODE, ObjectKey.of(node), PatchType.MERGE, patch, null);
    }
}
