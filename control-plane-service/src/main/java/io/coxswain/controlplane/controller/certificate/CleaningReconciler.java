package io.coxswain.controlplane.controller.certificate;

import io.coxswain.client.Api;
import io.coxswain.client.DeleteOptions;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.pki.Pem;
import io.coxswain.reconcile.Outcome;
import io.coxswain.reconcile.Reconciler;
import io.coxswain.reconcile.Watches;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Deletes requests for certificates: decided ones after an hour, forgotten ones after a day, expired ones at once. */
public final class CleaningReconciler implements Reconciler<CertificateSigningRequest> {
    private static final Duration DECIDED = Duration.ofHours(1);
    private static final Duration PENDING = Duration.ofHours(24);

    private final Api api;
    private final Clock clock;

    public CleaningReconciler(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Watches<CertificateSigningRequest> watches() {
        return Watches.of(Kinds.CERTIFICATE_SIGNING_REQUEST);
    }

    @Override
    public Outcome reconcile(CertificateSigningRequest request) {
        Instant end = end(request);
        Instant now = clock.instant();
        if (now.isBefore(end)) return Outcome.checkAgain(Duration.between(now, end), "it is kept until then");
        api.delete(
                Kinds.CERTIFICATE_SIGNING_REQUEST,
                ObjectKey.of(request),
                DeleteOptions.ofUid(request.getMetadata().getUid()));
        return Outcome.settled();
    }

    private static Instant end(CertificateSigningRequest request) {
        Instant made = Instant.parse(request.getMetadata().getCreationTimestamp());
        Instant decided = Conditions.all(request).stream()
                .filter(condition -> condition.getLastUpdateTime() != null)
                .map(condition -> Instant.parse(condition.getLastUpdateTime()))
                .max(Instant::compareTo)
                .orElse(made);
        boolean settled = Conditions.hasCertificate(request)
                || Conditions.has(request, "Denied")
                || Conditions.has(request, "Failed");
        Instant end = settled ? decided.plus(DECIDED) : made.plus(PENDING);
        Instant expired = expiry(request);
        return expired.isBefore(end) ? expired : end;
    }

    private static Instant expiry(CertificateSigningRequest request) {
        if (!Conditions.hasCertificate(request)) return Instant.MAX;
        try {
            byte[] pem = Base64.getDecoder().decode(request.getStatus().getCertificate());
            return Pem.readCertificate(new String(pem, StandardCharsets.US_ASCII))
                    .getNotAfter()
                    .toInstant();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Instant.MAX;
        }
    }
}
