package io.coxswain.controlplane.admission;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import tools.jackson.databind.node.ObjectNode;

/** Gives a claim that names no storage class the default one. */
public final class StorageClassOfClaim implements AdmissionRule {
    private static final String OLD_FIELD = "volume.beta.kubernetes.io/storage-class";

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.PERSISTENT_VOLUME_CLAIM)) return;
        ObjectNode claim = request.given();
        if (!(claim.path("spec") instanceof ObjectNode spec)
                || spec.path("storageClassName").isString()) return;
        if (Metadata.annotations(claim).containsKey(OLD_FIELD)) return;
        DefaultClass.of(
                        request.snapshot(),
                        Kinds.STORAGE_CLASS,
                        "storageclass.kubernetes.io/is-default-class",
                        "storageclass.beta.kubernetes.io/is-default-class")
                .ifPresent(name -> spec.put("storageClassName", name));
    }
}
