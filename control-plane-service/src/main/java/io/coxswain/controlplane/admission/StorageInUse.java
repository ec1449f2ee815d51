package io.coxswain.controlplane.admission;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Claims and volumes stay while they are used: a finalizer that the controllers of protection take away. */
public final class StorageInUse implements AdmissionRule {
    public static final String CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
    public static final String VOLUME_FINALIZER = "kubernetes.io/pv-protection";

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.creates(Kinds.PERSISTENT_VOLUME_CLAIM)) add(request.given(), CLAIM_FINALIZER);
        if (request.creates(Kinds.PERSISTENT_VOLUME)) add(request.given(), VOLUME_FINALIZER);
    }

    private static void add(ObjectNode object, String finalizer) {
        ObjectNode metadata = Metadata.of(object);
        if (Json.texts(metadata.path("finalizers")).contains(finalizer)) return;
        ArrayNode finalizers =
                metadata.path("finalizers") instanceof ArrayNode there ? there : metadata.putArray("finalizers");
        finalizers.add(finalizer);
    }
}
