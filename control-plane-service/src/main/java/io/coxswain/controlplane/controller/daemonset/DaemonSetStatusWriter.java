package io.coxswain.controlplane.controller.daemonset;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.Pods;
import io.coxswain.controlplane.controller.owner.StatusPatch;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Counts nodes and Pods of a DaemonSet and writes its status, where it changed. */
final class DaemonSetStatusWriter {
    private final Api api;

    DaemonSetStatusWriter(Api api) {
        this.api = api;
    }

    void write(DaemonPods pods, int collisions) {
        int wanted = 0;
        int scheduled = 0;
        int misscheduled = 0;
        int ready = 0;
        int updated = 0;
        int available = 0;
        for (var entry : pods.fits().entrySet()) {
            List<Pod> here = pods.on(entry.getKey());
            if (!entry.getValue().start()) {
                if (!here.isEmpty()) misscheduled++;
                continue;
            }
            wanted++;
            if (here.isEmpty()) continue;
            scheduled++;
            // of several the ready one speaks for the node
            Optional<Pod> best = here.stream().filter(Pods::isReady).findFirst();
            Pod pod = best.orElse(here.getFirst());
            if (Pods.isReady(pod)) ready++;
            if (pods.isAvailable(pod)) available++;
            if (here.stream().anyMatch(one -> pods.isUpdated(one) && !pods.isTerminating(one))) updated++;
        }
        ObjectNode status = Json.object()
                .put("observedGeneration", pods.set.getMetadata().getGeneration())
                .put("desiredNumberScheduled", wanted)
                .put("currentNumberScheduled", scheduled)
                .put("numberMisscheduled", misscheduled)
                .put("numberReady", ready);
        StatusPatch.count(status, "updatedNumberScheduled", updated);
        StatusPatch.count(status, "numberAvailable", available);
        StatusPatch.count(status, "numberUnavailable", wanted - available);
        StatusPatch.count(status, "collisionCount", collisions);
        var patch = StatusPatch.of(pods.set, pods.set.getStatus(), status);
        if (patch.isEmpty()) return;
        try {
            api.patch(Kinds.DAEMON_SET, ObjectKey.of(pods.set), PatchType.MERGE, patch.get(), "status");
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
