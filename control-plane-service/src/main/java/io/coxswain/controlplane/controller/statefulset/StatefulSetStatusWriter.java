package io.coxswain.controlplane.controller.statefulset;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.controller.owner.OwnWrites;
import io.coxswain.controlplane.controller.owner.StatusPatch;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Counts the Pods of a StatefulSet and writes its status, where it changed. */
final class StatefulSetStatusWriter {
    private final Api api;
    private final OwnWrites ownWrites;

    StatefulSetStatusWriter(Api api, OwnWrites ownWrites) {
        this.api = api;
        this.ownWrites = ownWrites;
    }

    /** {@code current} and {@code update} are the names of the revisions before and after an update. */
    void write(Members members, String current, String update, int collisions) {
        StatefulSet set = members.set;
        int ready = 0;
        int available = 0;
        int ofCurrent = 0;
        int ofUpdate = 0;
        List<Pod> pods = members.all();
        for (Pod pod : pods) {
            if (members.isReady(pod)) ready++;
            if (members.isAvailable(pod)) available++;
            if (members.isTerminating(pod)) continue;
            if (Identity.revision(pod).equals(current)) ofCurrent++;
            if (Identity.revision(pod).equals(update)) ofUpdate++;
        }
        String now = current;
        int wanted = Identity.replicas(set);
        boolean complete =
                !UpdateRules.isOnDelete(set) && ofUpdate == wanted && ready == wanted && pods.size() == wanted;
        if (complete) {
            now = update;
            ofCurrent = ofUpdate;
        }
        ObjectNode status = Json.object()
                .put("observedGeneration", set.getMetadata().getGeneration())
                .put("replicas", pods.size());
        StatusPatch.count(status, "readyReplicas", ready);
        StatusPatch.count(status, "currentReplicas", ofCurrent);
        StatusPatch.count(status, "updatedReplicas", ofUpdate);
        status.put("currentRevision", now).put("updateRevision", update).put("collisionCount", collisions);
        status.put("availableReplicas", available);
        var patch = StatusPatch.of(set, set.getStatus(), status);
        if (patch.isEmpty()) return;
        try {
            ownWrites.wrote(
                    ObjectKey.of(set),
                    api.patch(Kinds.STATEFUL_SET, ObjectKey.of(set), PatchType.MERGE, patch.get(), "status"));
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
