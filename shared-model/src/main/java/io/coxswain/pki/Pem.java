package io.coxswain.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Text forms of keys and certificates. Keys are written as {@code EC PRIVATE KEY}, the one form that every Kubernetes
 * client takes from a kubeconfig without being told the algorithm.
 */
public final class Pem {
    private static final AlgorithmIdentifier P_256 =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

    private Pem() {}

    public static String certificate(X509Certificate certificate) {
        try {
            return write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String privateKey(PrivateKey key) {
        if (!(key instanceof ECPrivateKey elliptic)) {
            throw new IllegalArgumentException("only elliptic curve keys are written, not " + key.getAlgorithm());
        }
        try {
            // Kubernetes' Java client takes only a key that brings its public part along.
            ECPoint point = new FixedPointCombMultiplier()
                    .multiply(
                            SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1)
                                    .getG(),
                            elliptic.getS());
            var publicKey = new DERBitString(point.normalize().getEncoded(false));
            return write(
                    "EC PRIVATE KEY",
                    new org.bouncycastle.asn1.sec.ECPrivateKey(
                                    256, elliptic.getS(), publicKey, SECObjectIdentifiers.secp256r1)
                            .getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static X509Certificate readCertificate(String text) throws IOException {
        return certificate(only(text, "CERTIFICATE"));
    }

    /** Reads {@code EC PRIVATE KEY} and {@code PRIVATE KEY}. */
    public static PrivateKey readPrivateKey(String text) throws IOException {
        for (PemObject part : parts(text)) {
            switch (part.getType()) {
                case "EC PRIVATE KEY" -> {
                    return key(new PrivateKeyInfo(
                                    P_256, org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(part.getContent()))
                            .getEncoded());
                }
                case "PRIVATE KEY" -> {
                    return key(part.getContent());
                }
                default -> {} // certificates may stand in the same text
            }
        }
        throw new IOException("no private key in the PEM text");
    }

    /** The bytes of the first part of this type. */
    public static byte[] content(String text, String type) throws IOException {
        return only(text, type).getContent();
    }

    public static String text(String type, byte[] content) {
        return write(type, content);
    }

    private static PemObject only(String text, String type) throws IOException {
        return parts(text).stream()
                .filter(part -> part.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + type + " in the PEM text"));
    }

    private static List<PemObject> parts(String text) throws IOException {
        List<PemObject> parts = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject part = reader.readPemObject(); part != null; part = reader.readPemObject()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static X509Certificate certificate(PemObject part) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(part.getContent()));
        } catch (GeneralSecurityException e) {
            throw new IOException("not a certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(byte[] encoded) throws IOException {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IOException("not an elliptic curve key: " + e.getMessage(), e);
        }
    }

    private static String write(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("\r\n", "\n");
    }
}
