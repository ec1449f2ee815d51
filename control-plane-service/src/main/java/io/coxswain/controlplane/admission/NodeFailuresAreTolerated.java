package io.coxswain.controlplane.admission;

import io.coxswain.model.Kinds;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Pod stays five minutes on a node that is not ready or not reached, unless it says otherwise. */
public final class NodeFailuresAreTolerated implements AdmissionRule {
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    private static final String EFFECT = "NoExecute";
    private static final int SECONDS = 300;

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.POD)) return;
        ObjectNode spec = (ObjectNode) request.given().path("spec");
        ArrayNode given = spec.path("tolerations") instanceof ArrayNode there ? there : null;
        for (String taint : TAINTS) {
            if (given != null && tolerates(given, taint)) continue;
            if (given == null) given = spec.putArray("tolerations");
            given.addObject()
                    .put("key", taint)
                    .put("operator", "Exists")
                    .put("effect", EFFECT)
                    .put("tolerationSeconds", SECONDS);
        }
    }

    private static boolean tolerates(ArrayNode tolerations, String taint) {
        return tolerations.valueStream().anyMatch(toleration -> {
            String key = toleration.path("key").asString("");
            String effect = toleration.path("effect").asString("");
            return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals(EFFECT));
        });
    }
}
