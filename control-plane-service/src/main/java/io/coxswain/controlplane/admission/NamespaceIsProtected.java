package io.coxswain.controlplane.admission;

import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import java.util.Set;

/** The namespaces that the cluster itself needs are not deleted. */
public final class NamespaceIsProtected implements AdmissionRule {
    private static final Set<String> PROTECTED = Set.of("default", "kube-system", "kube-public");

    @Override
    public Terms admit(AdmissionRequest request) {
        String name = request.key().name();
        if (request.operation() == AdmissionRequest.Operation.DELETE
                && request.kind().equals(Kinds.NAMESPACE)
                && PROTECTED.contains(name)) {
            throw ApiException.forbidden(Kinds.NAMESPACE, name, "this namespace may not be deleted");
        }
        return Terms.NONE;
    }
}
