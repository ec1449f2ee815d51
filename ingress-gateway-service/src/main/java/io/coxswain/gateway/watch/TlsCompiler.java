package io.coxswain.gateway.watch;

import io.coxswain.gateway.tls.TlsSecret;
import io.coxswain.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds the certificate of each host that Ingress objects name under {@code tls}. The oldest Ingress wins. */
final class TlsCompiler {
    record Compiled(Map<String, TlsSecret> byHost, List<Problem> problems) {}

    private static final int DNS_NAME = 2;

    private TlsCompiler() {}

    static Compiled compile(List<Ingress> ingresses, Function<ObjectKey, Optional<Secret>> secrets) {
        Map<String, TlsSecret> byHost = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        Comparator<Ingress> oldestFirst = Comparator.comparing((Ingress ingress) ->
                        String.valueOf(ingress.getMetadata().getCreationTimestamp()))
                .thenComparing(ObjectKey::of);
        for (Ingress ingress : ingresses.stream().sorted(oldestFirst).toList()) {
            if (ingress.getSpec() == null || ingress.getSpec().getTls() == null) continue;
            for (IngressTLS tls : ingress.getSpec().getTls()) {
                try {
                    TlsSecret secret = read(ingress, tls, secrets);
                    for (String host : hosts(tls, secret)) byHost.putIfAbsent(host.toLowerCase(Locale.ROOT), secret);
                } catch (IllegalArgumentException fault) {
                    problems.add(new Problem(
                            ingress,
                            "InvalidCertificate",
                            "the default certificate is shown for " + tls.getHosts() + ": " + fault.getMessage()));
                }
            }
        }
        return new Compiled(byHost, problems);
    }

    private static TlsSecret read(Ingress ingress, IngressTLS tls, Function<ObjectKey, Optional<Secret>> secrets) {
        if (tls.getSecretName() == null || tls.getSecretName().isEmpty()) {
            throw new IllegalArgumentException("no Secret is named");
        }
        ObjectKey key = new ObjectKey(ingress.getMetadata().getNamespace(), tls.getSecretName());
        Secret secret =
                secrets.apply(key).orElseThrow(() -> new IllegalArgumentException("Secret " + key + " does not exist"));
        try {
            return TlsSecret.of(secret);
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException("Secret " + key + ": " + fault.getMessage(), fault);
        }
    }

    /** Those that are named, else those that the certificate is for. */
    private static List<String> hosts(IngressTLS tls, TlsSecret secret) {
        if (tls.getHosts() != null && !tls.getHosts().isEmpty()) return tls.getHosts();
        X509Certificate leaf = secret.chain().getFirst();
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names == null) return List.of();
            return names.stream()
                    .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException fault) {
            throw new IllegalArgumentException("its names cannot be read: " + fault.getMessage(), fault);
        }
    }
}
