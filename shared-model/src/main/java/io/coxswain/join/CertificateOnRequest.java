package io.coxswain.join;

import io.coxswain.client.Api;
import io.coxswain.client.ListOptions;
import io.coxswain.client.Watch;
import io.coxswain.client.WatchEvent;
import io.coxswain.json.Json;
import io.coxswain.json.Metadata;
import io.coxswain.model.Kinds;
import io.coxswain.pki.Identity;
import io.coxswain.pki.KeyRequest;
import io.coxswain.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the cluster for a certificate of a new key and waits for it. */
final class CertificateOnRequest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private CertificateOnRequest() {}

    /** {@link IOException} where it is denied, fails, or does not come within two minutes. */
    static Identity obtain(Api api, Membership wanted, X509Certificate authority)
            throws IOException, InterruptedException {
        KeyRequest asked = KeyRequest.make(wanted.commonName(), wanted.organizations());
        ObjectNode made = api.create(Kinds.CERTIFICATE_SIGNING_REQUEST, request(wanted, asked));
        String name = Metadata.name(made);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var options = ListOptions.everything().withFields("metadata.name=" + name);
        try (Watch watch = api.watch(Kinds.CERTIFICATE_SIGNING_REQUEST, options)) {
            while (System.nanoTime() < deadline) {
                Optional<WatchEvent> event = watch.next(Duration.ofNanos(deadline - System.nanoTime()));
                Optional<String> certificate = event.isEmpty() ? Optional.empty() : certificate(event.get(), name);
                if (certificate.isEmpty()) continue;
                return new Identity(asked.key(), Pem.readCertificate(certificate.get()), authority);
            }
        }
        throw new IOException("the certificate request " + name + " is not signed within " + PATIENCE.toMinutes()
                + " minutes; is it approved?");
    }

    private static ObjectNode request(Membership wanted, KeyRequest asked) {
        ObjectNode request =
                Json.object().put("apiVersion", "certificates.k8s.io/v1").put("kind", "CertificateSigningRequest");
        request.putObject("metadata").put("generateName", "csr-");
        ObjectNode spec = request.putObject("spec").put("signerName", wanted.signer());
        spec.put("request", Base64.getEncoder().encodeToString(asked.pem().getBytes(StandardCharsets.US_ASCII)));
        spec.putArray("usages").add("client auth").add("digital signature");
        return request;
    }

    private static Optional<String> certificate(WatchEvent event, String name) throws IOException {
        if (event.type() == WatchEvent.Type.BOOKMARK) return Optional.empty();
        if (event.type() == WatchEvent.Type.DELETED) throw new IOException("the request " + name + " was deleted");
        JsonNode status = event.object().path("status");
        for (JsonNode condition : status.path("conditions")) {
            String type = condition.path("type").asString("");
            if (type.equals("Denied") || type.equals("Failed")) {
                throw new IOException("the certificate request " + name + " is " + type + ": "
                        + condition.path("message").asString(""));
            }
        }
        String certificate = status.path("certificate").asString("");
        if (certificate.isEmpty()) return Optional.empty();
        return Optional.of(new String(Base64.getDecoder().decode(certificate), StandardCharsets.US_ASCII));
    }
}
