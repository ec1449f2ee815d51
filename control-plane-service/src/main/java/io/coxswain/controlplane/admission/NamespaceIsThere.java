package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.store.Precondition;
import io.coxswain.controlplane.store.StoreKey;
import io.coxswain.controlplane.store.StoredObject;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** Nothing is created in a namespace that is absent or going away, also when that changes at the same moment. */
public final class NamespaceIsThere implements AdmissionRule {
    @Override
    public Terms admit(AdmissionRequest request) {
        String name = request.key().namespace();
        if (request.operation() != AdmissionRequest.Operation.CREATE || name == null) return Terms.NONE;
        StoreKey key = new StoreKey(Kinds.NAMESPACE.resource(), "", name);
        StoredObject namespace =
                request.snapshot().get(key).orElseThrow(() -> ApiException.notFound(Kinds.NAMESPACE, name));
        if ("Terminating".equals(namespace.attributes().fields().get("status.phase"))) throw terminating(request, name);
        return Terms.requiring(new Precondition.Unchanged(key, namespace.revision()));
    }

    private static ApiException terminating(AdmissionRequest request, String name) {
        ObjectNode causes = Json.object();
        causes.putArray("causes")
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + name + " is being terminated")
                .put("field", "metadata.namespace");
        return ApiException.forbidden(
                        request.kind(),
                        request.key().name(),
                        "unable to create new content in namespace " + name + " because it is being terminated")
                .withDetails(causes);
    }
}
