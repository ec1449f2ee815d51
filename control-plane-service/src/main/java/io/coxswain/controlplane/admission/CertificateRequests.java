package io.coxswain.controlplane.admission;

import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.pki.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A certificate request says who made it; only those approve and sign it who may do so for its signer. */
public final class CertificateRequests implements AdmissionRule {
    private static final String GROUP = "certificates.k8s.io";
    private static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";

    private final Authorizers authorizers;

    public CertificateRequests(Authorizers authorizers) {
        this.authorizers = authorizers;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.creates(Kinds.CERTIFICATE_SIGNING_REQUEST)) return;
        ObjectNode spec = request.given().withObject("/spec");
        User user = request.user();
        spec.put("username", user.name());
        if (user.uid().isEmpty()) spec.remove("uid");
        else spec.put("uid", user.uid());
        spec.remove("groups");
        user.groups().forEach(spec.withArray("/groups")::add);
        spec.remove("extra");
        if (user.extra().isEmpty()) return;
        ObjectNode extra = spec.putObject("extra");
        user.extra().forEach((key, values) -> {
            var array = extra.putArray(key);
            values.forEach(array::add);
        });
    }

    @Override
    public Terms admit(AdmissionRequest request) {
        if (!request.kind().equals(Kinds.CERTIFICATE_SIGNING_REQUEST)) return Terms.NONE;
        if (request.creates(Kinds.CERTIFICATE_SIGNING_REQUEST)) refuseMasters(request);
        if (request.operation() != AdmissionRequest.Operation.UPDATE) return Terms.NONE;
        if (request.subresource().equals("approval")) require(request, "approve");
        if (request.subresource().equals("status") && signs(request.given(), request.before())) {
            require(request, "sign");
        }
        return Terms.NONE;
    }

    private void require(AdmissionRequest request, String verb) {
        String signer = request.before().path("spec").path("signerName").asString("");
        String domain = signer.substring(0, signer.indexOf('/') + 1);
        boolean allowed = may(request.user(), verb, signer) || may(request.user(), verb, domain + "*");
        if (!allowed) {
            throw request.forbidden("user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
        }
    }

    private boolean may(User user, String verb, String signer) {
        return authorizers.allows(user, Action.OnResource.on(verb, GROUP, "signers", signer));
    }

    /** Whether the certificate or the condition that no certificate can be had changes. */
    private static boolean signs(JsonNode object, JsonNode old) {
        JsonNode now = object.path("status");
        JsonNode before = old.path("status");
        return !Json.same(now.path("certificate"), before.path("certificate")) || isFailed(now) != isFailed(before);
    }

    private static boolean isFailed(JsonNode status) {
        return status.path("conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString("").equals("Failed"));
    }

    /** A certificate of the group that may do everything would be a key that nobody can take back. */
    private static void refuseMasters(AdmissionRequest request) {
        JsonNode spec = request.given().path("spec");
        if (!spec.path("signerName").asString("").equals(CLIENT_SIGNER)) return;
        try {
            byte[] pem = Base64.getDecoder().decode(spec.path("request").asString(""));
            var asked = SigningRequest.read(new String(pem, StandardCharsets.US_ASCII));
            if (asked.organizations().contains(User.MASTERS)) {
                throw request.forbidden("use of kubernetes.io/kube-apiserver-client signer with system:masters group is"
                        + " not allowed");
            }
        } catch (IOException | IllegalArgumentException malformed) {
            throw request.forbidden("failed to parse CSR: " + malformed.getMessage());
        }
    }
}
