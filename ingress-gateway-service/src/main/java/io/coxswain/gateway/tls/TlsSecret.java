package io.coxswain.gateway.tls;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain and its key, as a Secret of type {@code kubernetes.io/tls} holds them.
 *
 * @param version changes when the Secret's content does
 */
public record TlsSecret(String version, List<X509Certificate> chain, PrivateKey key) {
    public TlsSecret {
        chain = List.copyOf(chain);
    }

    /** {@link IllegalArgumentException} with a message for users where the Secret holds no usable certificate. */
    public static TlsSecret of(Secret secret) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(data(secret, "tls.crt")))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) throw new IllegalArgumentException("tls.crt holds no certificate");
            PrivateKey key = key(new String(data(secret, "tls.key"), StandardCharsets.ISO_8859_1));
            if (!key.getAlgorithm().equals(chain.getFirst().getPublicKey().getAlgorithm())) {
                throw new IllegalArgumentException("tls.key does not belong to tls.crt");
            }
            String version =
                    secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
            return new TlsSecret(version, chain, key);
        } catch (GeneralSecurityException | IOException fault) {
            throw new IllegalArgumentException("it holds no usable certificate: " + fault.getMessage(), fault);
        }
    }

    private static byte[] data(Secret secret, String field) {
        String encoded = secret.getData() == null ? null : secret.getData().get(field);
        if (encoded == null) throw new IllegalArgumentException("it has no " + field);
        return Base64.getDecoder().decode(encoded);
    }

    private static PrivateKey key(String pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object part; (part = parser.readObject()) != null; ) {
                @Nullable PrivateKeyInfo info = part instanceof PEMKeyPair pair
                        ? pair.getPrivateKeyInfo()
                        : part instanceof PrivateKeyInfo plain ? plain : null;
                if (info != null) return Objects.requireNonNull(new JcaPEMKeyConverter().getPrivateKey(info));
            }
        }
        throw new IllegalArgumentException("tls.key holds no private key");
    }
}
