package io.coxswain.controlplane.admission;

import io.coxswain.model.Kinds;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node that is not known to be ready takes no Pods: the node controller takes the taint away. */
public final class NodeStartsTainted implements AdmissionRule {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String EFFECT = "NoSchedule";

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.NODE)) return;
        ObjectNode node = request.given();
        ObjectNode spec = node.path("spec") instanceof ObjectNode there ? there : node.putObject("spec");
        ArrayNode taints = spec.path("taints") instanceof ArrayNode there ? there : spec.putArray("taints");
        boolean tainted = taints.valueStream()
                .anyMatch(taint -> taint.path("key").asString("").equals(NOT_READY)
                        && taint.path("effect").asString("").equals(EFFECT));
        if (!tainted) taints.addObject().put("key", NOT_READY).put("effect", EFFECT);
    }
}
