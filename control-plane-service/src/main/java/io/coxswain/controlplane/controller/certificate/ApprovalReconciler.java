package io.coxswain.controlplane.controller.certificate;

import io.coxswain.client.Api;
import io.coxswain.client.PatchType;
import io.coxswain.controlplane.security.Action;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.User;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.pki.SigningRequest;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Approves the requests of machines for their own client certificates, where whoever asks may have them approved. */
public final class ApprovalReconciler implements Reconciler<CertificateSigningRequest> {
    private final Api api;
    private final Authorizers authorizers;

    public ApprovalReconciler(Api api, Authorizers authorizers) {
        this.api = api;
        this.authorizers = authorizers;
    }

    /** A shape of request, and the permission that lets it be approved by itself. */
    private record Recognized(String permission, String message) {}

    @Override
    public Watches<CertificateSigningRequest> watches() {
        return Watches.of(Kinds.CERTIFICATE_SIGNING_REQUEST);
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) throws IOException {
        if (Conditions.isDecided(request) || Conditions.hasCertificate(request)) return Outcome.settled();
        SigningRequest asked;
        try {
            asked = Conditions.parsed(request);
        } catch (IOException malformed) {
            return Outcome.gaveUp("the request cannot be read: " + malformed.getMessage());
        }
        for (Recognized shape : recognize(request, asked)) {
            if (!mayHaveApproved(request, shape.permission())) continue;
            var patch = Conditions.adding(request, "Approved", "AutoApproved", shape.message());
            api.patch(Kinds.CERTIFICATE_SIGNING_REQUEST, ObjectKey.of(request), PatchType.MERGE, patch, "approval");
            return Outcome.settled();
        }
        return Outcome.settled();
    }

    private static List<Recognized> recognize(CertificateSigningRequest request, SigningRequest asked) {
        String signer = request.getSpec().getSignerName();
        List<String> usages = request.getSpec().getUsages();
        if (signer.equals(KnownRequests.KUBELET_CLIENT)
                && KnownRequests.faultOfNodeClient(asked, usages).isEmpty()) {
            var any = new Recognized(
                    "nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");
            boolean self = asked.commonName().equals(request.getSpec().getUsername());
            return self
                    ? List.of(
                            new Recognized(
                                    "selfnodeclient",
                                    "Auto approving self kubelet client certificate after SubjectAccessReview."),
                            any)
                    : List.of(any);
        }
        if (signer.equals(KnownRequests.CLIENT) && KnownRequests.isGatewayClient(asked, usages)) {
            return List.of(new Recognized(
                    "gatewayclient", "Auto approving gateway client certificate after SubjectAccessReview."));
        }
        return List.of();
    }

    private boolean mayHaveApproved(CertificateSigningRequest request, String permission) {
        var spec = request.getSpec();
        User requestor = new User(
                Objects.requireNonNullElse(spec.getUsername(), ""),
                Objects.requireNonNullElse(spec.getUid(), ""),
                spec.getGroups() == null ? List.of() : spec.getGroups(),
                Map.of());
        return authorizers.allows(
                requestor,
                new Action.OnResource(
                        "create",
                        "certificates.k8s.io",
                        "v1",
                        "certificatesigningrequests",
                        permission,
                        null,
                        null,
                        Map.of()));
    }
}
