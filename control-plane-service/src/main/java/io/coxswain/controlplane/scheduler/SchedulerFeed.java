package io.coxswain.controlplane.scheduler;

import io.coxswain.controlplane.scheduler.framework.ClusterEvent;
import io.coxswain.controlplane.scheduler.framework.PodInfo;
import io.coxswain.reconcile.Change;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** Takes changes of the cluster over into snapshot and queue. */
final class SchedulerFeed {
    private final ClusterSnapshot snapshot;
    private final SchedulingQueue queue;
    private final Profiles profiles;

    SchedulerFeed(ClusterSnapshot snapshot, SchedulingQueue queue, Profiles profiles) {
        this.snapshot = snapshot;
        this.queue = queue;
        this.profiles = profiles;
    }

    void node(Change<Node> change) {
        switch (change) {
            case Change.Added<Node>(var now) -> {
                snapshot.put(now);
                queue.happened(ClusterEvent.NodeAdded.of(now));
            }
            case Change.Updated<Node>(var before, var now) -> {
                if (!matters(before, now)) return;
                snapshot.put(now);
                queue.happened(ClusterEvent.NodeChanged.of(before, now));
            }
            case Change.Deleted<Node>(var last) -> {
                snapshot.remove(last.getMetadata().getName());
                queue.happened(new ClusterEvent.NodeGone(
                        ClusterEvent.NodeAdded.of(last).node()));
            }
        }
    }

    void pod(Change<Pod> change) {
        switch (change) {
            case Change.Added<Pod>(var now) -> {
                if (hasEnded(now)) return;
                if (isBound(now)) placed(now);
                else waiting(now, false);
            }
            case Change.Updated<Pod>(var before, var now) -> updated(before, now);
            case Change.Deleted<Pod>(var last) -> gone(last);
        }
    }

    private void updated(Pod before, Pod now) {
        if (hasEnded(now)) {
            if (!hasEnded(before)) gone(now);
        } else if (!isBound(now)) {
            waiting(now, wishesChanged(before, now));
            nomination(before, now);
        } else if (!isBound(before)) {
            placed(now);
        } else if (concerns(before, now)) {
            PodInfo info = PodInfo.of(now);
            snapshot.place(info, now.getSpec().getNodeName());
            queue.happened(new ClusterEvent.PodChanged(PodInfo.of(before), info));
        }
    }

    private void placed(Pod pod) {
        PodInfo info = PodInfo.of(pod);
        queue.remove(info.uid());
        snapshot.place(info, pod.getSpec().getNodeName());
        queue.happened(new ClusterEvent.PodPlaced(info));
    }

    private void waiting(Pod pod, boolean wishesChanged) {
        String uid = pod.getMetadata().getUid();
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            queue.remove(uid);
            return;
        }
        if (snapshot.isPlaced(uid)) return;
        PodInfo info = PodInfo.of(pod);
        if (!profiles.serves(info)) return;
        queue.put(info, wishesChanged);
        if (wishesChanged) queue.happened(new ClusterEvent.PodChanged(info, info));
    }

    /** What the scheduler itself nominated is known before the API tells it, so that only a change counts. */
    private void nomination(Pod before, Pod now) {
        String old = PodInfo.nominatedNode(before);
        String fresh = PodInfo.nominatedNode(now);
        if (old.equals(fresh)) return;
        if (fresh.isEmpty()) snapshot.dropNomination(now.getMetadata().getUid());
        else snapshot.nominate(PodInfo.of(now), fresh);
    }

    private void gone(Pod pod) {
        PodInfo info = PodInfo.of(pod);
        queue.remove(info.uid());
        boolean placed = isBound(pod) || snapshot.isPlaced(info.uid());
        snapshot.displace(info.uid());
        if (placed) {
            queue.happened(new ClusterEvent.PodGone(
                    info, Objects.requireNonNullElse(pod.getSpec().getNodeName(), "")));
        }
    }

    void volume(Change<? extends HasMetadata> change) {
        switch (change) {
            case Change.Added<? extends HasMetadata>(var now) -> queue.happened(new ClusterEvent.VolumeChanged(now));
            case Change.Updated<? extends HasMetadata>(var _, var now) ->
                queue.happened(new ClusterEvent.VolumeChanged(now));
            case Change.Deleted<? extends HasMetadata> _ -> {}
        }
    }

    void namespace(Change<Namespace> change) {
        if (!(change instanceof Change.Updated<Namespace>(var before, var now))) return;
        if (Objects.equals(before.getMetadata().getLabels(), now.getMetadata().getLabels())) return;
        queue.happened(new ClusterEvent.NamespaceChanged(now.getMetadata().getName()));
    }

    private static boolean isBound(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return node != null && !node.isEmpty();
    }

    private static boolean wishesChanged(Pod before, Pod now) {
        return !Objects.equals(before.getSpec(), now.getSpec()) || relabelled(before, now);
    }

    private static boolean relabelled(Pod before, Pod now) {
        return !Objects.equals(
                before.getMetadata().getLabels(), now.getMetadata().getLabels());
    }

    /** Statuses of running Pods change often, and nothing of them but resizes counts here. */
    private static boolean concerns(Pod before, Pod now) {
        return relabelled(before, now)
                || !Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        now.getMetadata().getDeletionTimestamp())
                || !Objects.equals(before.getSpec(), now.getSpec())
                || !Objects.equals(
                        PodInfo.of(before).requests(), PodInfo.of(now).requests());
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Heartbeats change nothing that a plug-in looks at. */
    private static boolean matters(Node before, Node now) {
        return !Objects.equals(before.getSpec(), now.getSpec())
                || !Objects.equals(
                        before.getMetadata().getLabels(), now.getMetadata().getLabels())
                || !Objects.equals(allocatable(before), allocatable(now))
                || !Objects.equals(images(before), images(now));
    }

    private static Object allocatable(Node node) {
        return node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? "none"
                : node.getStatus().getAllocatable();
    }

    private static Object images(Node node) {
        return node.getStatus() == null || node.getStatus().getImages() == null
                ? "none"
                : node.getStatus().getImages();
    }
}
