package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.schema.Quantity;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import tools.jackson.databind.node.ObjectNode;

/** A claim may ask for more only where its storage class allows that. */
public final class ClaimGrows implements AdmissionRule {
    @Override
    public Terms admit(AdmissionRequest request) {
        if (!request.updates(Kinds.PERSISTENT_VOLUME_CLAIM)) return Terms.NONE;
        if (Quantity.compare(storage(request.given()), storage(request.before())) <= 0) return Terms.NONE;
        if (!request.before().path("status").path("phase").asString("").equals("Bound")) {
            throw request.forbidden("Only bound persistent volume claims can be expanded");
        }
        String name = request.given().path("spec").path("storageClassName").asString("");
        boolean allowed = request.snapshot()
                .get(new StoreKey(Kinds.STORAGE_CLASS.resource(), "", name))
                .filter(found -> Json.parseObject(found.json())
                        .path("allowVolumeExpansion")
                        .asBoolean(false))
                .isPresent();
        if (!allowed) {
            throw request.forbidden("only dynamically provisioned pvc can be resized and the storageclass that"
                    + " provisions the pvc must support resize");
        }
        return Terms.NONE;
    }

    private static String storage(ObjectNode claim) {
        return claim.path("spec")
                .path("resources")
                .path("requests")
                .path("storage")
                .asString("0");
    }
}
