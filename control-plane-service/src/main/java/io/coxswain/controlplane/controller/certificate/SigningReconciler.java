package io.coxswain.controlplane.controller.certificate;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Pem;
import io.coxswain.pki.SigningRequest;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import tools.jackson.databind.node.ObjectNode;

/** Signs approved requests for the signers of the cluster itself; those of others are left to them. */
public final class SigningReconciler implements Reconciler<CertificateSigningRequest> {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Set<String> SIGNERS =
            Set.of(KnownRequests.CLIENT, KnownRequests.KUBELET_CLIENT, KnownRequests.KUBELET_SERVING);

    private final Api api;
    private final ClusterPki pki;

    public SigningReconciler(Api api, ClusterPki pki) {
        this.api = api;
        this.pki = pki;
    }

    @Override
    public Watches<CertificateSigningRequest> watches() {
        return Watches.of(Kinds.CERTIFICATE_SIGNING_REQUEST);
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) {
        boolean waits = Conditions.has(request, "Approved")
                && !Conditions.has(request, "Denied")
                && !Conditions.has(request, "Failed")
                && !Conditions.hasCertificate(request);
        if (!waits || !SIGNERS.contains(request.getSpec().getSignerName())) return Outcome.settled();
        ObjectKey key = ObjectKey.of(request);
        try {
            SigningRequest asked = Conditions.parsed(request);
            String fault = fault(request, asked);
            if (!fault.isEmpty()) {
                fail(request, key, fault);
                return Outcome.settled();
            }
            String pem = Pem.certificate(pki.sign(asked, purposes(request), lifetime(request)));
            ObjectNode patch = Json.object();
            Metadata.of(patch).put("resourceVersion", request.getMetadata().getResourceVersion());
            patch.putObject("status")
                    .put("certificate", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
            api.patch(Kinds.CERTIFICATE_SIGNING_REQUEST, key, PatchType.MERGE, patch, "status");
        } catch (IOException malformed) {
            fail(request, key, "unable to parse csr \"" + key.name() + "\": " + malformed.getMessage());
        }
        return Outcome.settled();
    }

    private void fail(CertificateSigningRequest request, ObjectKey key, String why) {
        ObjectNode patch = Conditions.adding(request, "Failed", "SignerValidationFailure", why);
        api.patch(Kinds.CERTIFICATE_SIGNING_REQUEST, key, PatchType.MERGE, patch, "status");
    }

    private static String fault(CertificateSigningRequest request, SigningRequest asked) {
        List<String> usages = request.getSpec().getUsages();
        return switch (request.getSpec().getSignerName()) {
            case KnownRequests.KUBELET_CLIENT -> KnownRequests.faultOfNodeClient(asked, usages);
            case KnownRequests.KUBELET_SERVING -> KnownRequests.faultOfNodeServing(asked, usages);
            default -> KnownRequests.faultOfClient(usages);
        };
    }

    private static List<KeyPurposeId> purposes(CertificateSigningRequest request) {
        return List.of(
                request.getSpec().getSignerName().equals(KnownRequests.KUBELET_SERVING)
                        ? KeyPurposeId.id_kp_serverAuth
                        : KeyPurposeId.id_kp_clientAuth);
    }

    private static Duration lifetime(CertificateSigningRequest request) {
        Integer seconds = request.getSpec().getExpirationSeconds();
        if (seconds == null) return LONGEST;
        Duration asked = Duration.ofSeconds(seconds);
        if (asked.compareTo(SHORTEST) < 0) return SHORTEST;
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
