package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.plugin.ClusterEvent;
import io.coxswain.controlplane.scheduler.plugin.NodeInfo;
import io.coxswain.controlplane.scheduler.plugin.PodInfo;
import io.coxswain.reconcile.Change;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** Takes changes of nodes and Pods over into snapshot and queue. */
final class SchedulerFeed {
    static final String NAME = "default-scheduler";

    private final ClusterSnapshot snapshot;
    private final SchedulingQueue queue;

    SchedulerFeed(ClusterSnapshot snapshot, SchedulingQueue queue) {
        this.snapshot = snapshot;
        this.queue = queue;
    }

    void node(Change<Node> change) {
        switch (change) {
            case Change.Added<Node>(var now) -> queue.happened(new ClusterEvent.NodeAdded(snapshot.put(now)));
            case Change.Updated<Node>(var before, var now) -> {
                NodeInfo info = snapshot.put(now);
                if (matters(before, now)) queue.happened(new ClusterEvent.NodeChanged(info));
            }
            case Change.Deleted<Node>(var last) ->
                snapshot.remove(last.getMetadata().getName());
        }
    }

    void pod(Change<Pod> change) {
        switch (change) {
            case Change.Added<Pod>(var now) -> put(now, false);
            case Change.Updated<Pod>(var before, var now) -> put(now, !Objects.equals(before.getSpec(), now.getSpec()));
            case Change.Deleted<Pod>(var last) -> gone(last);
        }
    }

    private void put(Pod pod, boolean wishesChanged) {
        String node = Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
        if (hasEnded(pod)) {
            gone(pod);
        } else if (!node.isEmpty()) {
            queue.remove(pod.getMetadata().getUid());
            snapshot.place(PodInfo.of(pod), node);
        } else if (pod.getMetadata().getDeletionTimestamp() != null) {
            queue.remove(pod.getMetadata().getUid());
        } else if (isOurs(pod) && !snapshot.isPlaced(pod.getMetadata().getUid())) {
            queue.put(PodInfo.of(pod), wishesChanged);
        }
    }

    private void gone(Pod pod) {
        queue.remove(pod.getMetadata().getUid());
        String node = snapshot.displace(pod.getMetadata().getUid());
        if (node != null) queue.happened(new ClusterEvent.PodGone(node));
    }

    private static boolean isOurs(Pod pod) {
        return NAME.equals(Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), NAME));
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Heartbeats change nothing that a filter looks at. */
    private static boolean matters(Node before, Node now) {
        return !Objects.equals(before.getSpec(), now.getSpec())
                || !Objects.equals(
                        before.getMetadata().getLabels(), now.getMetadata().getLabels())
                || !Objects.equals(allocatable(before), allocatable(now));
    }

    private static Object allocatable(Node node) {
        return node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? "none"
                : node.getStatus().getAllocatable();
    }
}
