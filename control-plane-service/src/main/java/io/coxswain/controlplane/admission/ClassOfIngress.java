package io.coxswain.controlplane.admission;

import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import tools.jackson.databind.node.ObjectNode;

/** Gives an Ingress that names no class the default one. */
public final class ClassOfIngress implements AdmissionRule {
    private static final String OLD_FIELD = "kubernetes.io/ingress.class";

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.INGRESS)) return;
        ObjectNode ingress = request.given();
        if (!(ingress.path("spec") instanceof ObjectNode spec)
                || spec.path("ingressClassName").isString()) return;
        if (Metadata.annotations(ingress).containsKey(OLD_FIELD)) return;
        DefaultClass.of(request.snapshot(), Kinds.INGRESS_CLASS, "ingressclass.kubernetes.io/is-default-class")
                .ifPresent(name -> spec.put("ingressClassName", name));
    }
}
