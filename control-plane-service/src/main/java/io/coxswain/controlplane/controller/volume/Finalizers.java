package io.coxswain.controlplane.controller.volume;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kind;
import io.coxswain.model.ObjectKey;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a finalizer away, if the object is still the one that was read. */
final class Finalizers {
    private Finalizers() {}

    static void remove(Api api, Kind<?> kind, HasMetadata object, String finalizer) {
        ObjectNode patch = Json.object();
        ArrayNode left = Metadata.of(patch)
                .put("resourceVersion", object.getMetadata().getResourceVersion())
                .putArray("finalizers");
        object.getMetadata().getFinalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .forEach(left::add);
        try {
            api.patch(kind, ObjectKey.of(object), PatchType.MERGE, patch, null);
        } catch (ApiException gone) {
            if (!gone.is(Reason.NotFound)) throw gone;
        }
    }
}
