package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.client.EventRecorder;
import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be created and deleted so that each node that fits has one Pod.
 *
 * @param nodes those that lack a Pod
 * @param delay how long until a failed Pod may be replaced; zero when none waits
 */
record NodePlan(List<String> nodes, List<Pod> toDelete, Duration delay) {
    NodePlan {
        nodes = List.copyOf(nodes);
        toDelete = List.copyOf(toDelete);
    }

    static NodePlan of(DaemonPods pods, boolean surges, FailedPodBackoff backoff, EventRecorder events, Instant now) {
        var lacking = new ArrayList<String>();
        var delete = new ArrayList<>(pods.withoutNode());
        Duration wait = Duration.ZERO;
        ObjectKey key = ObjectKey.of(pods.set);
        for (var entry : pods.fits().entrySet()) {
            String node = entry.getKey();
            List<Pod> here = pods.on(node);
            if (!entry.getValue().stay()) {
                here.stream().filter(pod -> !pods.isTerminating(pod)).forEach(delete::add);
                continue;
            }
            if (here.isEmpty()) {
                if (entry.getValue().start()) lacking.add(node);
                continue;
            }
            var running = new ArrayList<Pod>();
            for (Pod pod : here) {
                if (pods.isTerminating(pod)) continue;
                if (!Pods.hasEnded(pod)) {
                    running.add(pod);
                    continue;
                }
                Duration left = Pods.phase(pod).equals("Failed") ? backoff.take(key, node, now) : Duration.ZERO;
                if (left.isPositive()) {
                    wait = wait.isZero() || left.compareTo(wait) < 0 ? left : wait;
                    continue;
                }
                tell(pods, pod, node, events);
                delete.add(pod);
            }
            delete.addAll(tooMany(pods, running, surges));
        }
        return new NodePlan(lacking, delete, wait);
    }

    private static List<Pod> tooMany(DaemonPods pods, List<Pod> running, boolean surges) {
        if (running.size() <= 1) return List.of();
        if (!surges) return running.subList(1, running.size());
        Optional<Pod> oldestNew = running.stream().filter(pods::isUpdated).findFirst();
        Optional<Pod> oldestOld =
                running.stream().filter(pod -> !pods.isUpdated(pod)).findFirst();
        var extra = new ArrayList<>(running);
        if (oldestNew.isPresent() && oldestOld.isPresent()) {
            extra.remove(oldestNew.get());
            boolean replaced = !Pods.isReady(oldestOld.get()) || pods.isAvailable(oldestNew.get());
            if (!replaced) extra.remove(oldestOld.get());
        } else {
            extra.removeFirst();
        }
        return extra;
    }

    private static void tell(DaemonPods pods, Pod pod, String node, EventRecorder events) {
        Subject subject = Subject.of(Kinds.DAEMON_SET, pods.set);
        String where = "daemon pod " + ObjectKey.of(pod) + " on node " + node + ", will try to ";
        if (Pods.phase(pod).equals("Failed"))
            events.warning(subject, "FailedDaemonPod", "Found failed " + where + "kill it");
        else events.normal(subject, "SucceededDaemonPod", "Found succeeded " + where + "delete it");
    }
}
