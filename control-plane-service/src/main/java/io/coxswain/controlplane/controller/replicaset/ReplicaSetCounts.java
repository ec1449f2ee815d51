package io.coxswain.controlplane.controller.replicaset;

import io.coxswain.controlplane.controller.owner.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How many Pods there are, and how many of them fare how well. */
record ReplicaSetCounts(int replicas, int fullyLabeled, int ready, int available, int terminating) {
    static ReplicaSetCounts of(ReplicaSet set, List<Pod> active, int terminating, Instant now) {
        var template = set.getSpec().getTemplate();
        Map<String, String> labels = template == null || template.getMetadata() == null
                ? Map.of()
                : Objects.requireNonNullElse(template.getMetadata().getLabels(), Map.of());
        int minReadySeconds = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        int fullyLabeled = 0;
        int ready = 0;
        int available = 0;
        for (Pod pod : active) {
            if (Pods.labels(pod).entrySet().containsAll(labels.entrySet())) fullyLabeled++;
            if (Pods.isReady(pod)) ready++;
            if (Pods.isAvailable(pod, minReadySeconds, now)) available++;
        }
        return new ReplicaSetCounts(active.size(), fullyLabeled, ready, available, terminating);
    }
}
