package io.coxswain.controlplane.controller.job;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;

/** Takes the finalizer off a Pod that is counted, or that nobody will count any more. */
final class Finalizers {
    private final Api api;

    Finalizers(Api api) {
        this.api = api;
    }

    /** Done already, or the Pod gone, is done too. */
    void release(Pod pod) {
        ObjectKey key = ObjectKey.of(pod);
        var patch = Json.object();
        Metadata.of(patch)
                .put("uid", pod.getMetadata().getUid())
                .putArray("$deleteFromPrimitiveList/finalizers")
                .add(Jobs.FINALIZER);
        try {
            api.patch(Kinds.POD, key, PatchType.STRATEGIC, patch, null);
        } catch (ApiException failure) {
            // another Pod may have the name by now: then this one is gone
            boolean gone = failure.is(Reason.NotFound)
                    || (failure.is(Reason.Conflict)
                            && api.find(Kinds.POD, key)
                                    .filter(live -> Metadata.uid(live)
                                            .equals(pod.getMetadata().getUid()))
                                    .isEmpty());
            if (!gone) throw failure;
        }
    }
}
