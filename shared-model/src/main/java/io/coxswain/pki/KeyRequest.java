package io.coxswain.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A new key, and the request for a certificate of it.
 *
 * @param pem the request (PKCS #10)
 */
public record KeyRequest(PrivateKey key, String pem) {
    /** Makes a key that nobody else has. */
    public static KeyRequest make(String commonName, List<String> organizations) {
        KeyPair keys = CertificateIssuer.newKeys();
        var subject =
                new CertificateRequest(commonName, organizations, List.of(), KeyPurposeId.id_kp_clientAuth).subject();
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            byte[] request = new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                    .build(signer)
                    .getEncoded();
            return new KeyRequest(keys.getPrivate(), Pem.text("CERTIFICATE REQUEST", request));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("cannot sign a certificate request", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "KeyRequest";
    }
}
