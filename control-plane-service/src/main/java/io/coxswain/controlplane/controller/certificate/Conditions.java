package io.coxswain.controlplane.controller.certificate;

import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.pki.SigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes what has been decided of a certificate request. */
final class Conditions {
    private Conditions() {}

    static boolean has(CertificateSigningRequest request, String type) {
        return all(request).stream().anyMatch(condition -> condition.getType().equals(type));
    }

    static boolean isDecided(CertificateSigningRequest request) {
        return has(request, "Approved") || has(request, "Denied");
    }

    static List<CertificateSigningRequestCondition> all(CertificateSigningRequest request) {
        return request.getStatus() == null || request.getStatus().getConditions() == null
                ? List.of()
                : request.getStatus().getConditions();
    }

    static boolean hasCertificate(CertificateSigningRequest request) {
        return request.getStatus() != null
                && request.getStatus().getCertificate() != null
                && !request.getStatus().getCertificate().isEmpty();
    }

    /** The change of the status that adds a condition. */
    static ObjectNode adding(CertificateSigningRequest request, String type, String reason, String message) {
        ObjectNode patch = Json.object();
        Metadata.of(patch).put("resourceVersion", request.getMetadata().getResourceVersion());
        var conditions = patch.putObject("status").putArray("conditions");
        all(request).forEach(condition -> conditions.add(Json.tree(condition)));
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("reason", reason)
                .put("message", message);
        return patch;
    }

    static SigningRequest parsed(CertificateSigningRequest request) throws IOException {
        byte[] pem = Base64.getDecoder().decode(request.getSpec().getRequest());
        return SigningRequest.read(new String(pem, StandardCharsets.US_ASCII));
    }
}
