package io.coxswain.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and signs certificates with the authority's key: ECDSA on P-256 throughout. */
final class CertificateIssuer {
    /** Machines whose clock is behind must accept a fresh certificate. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    /** As Kubernetes' own signer dates back. */
    private static final Duration SIGNING_SKEW = Duration.ofMinutes(5);

    private final Identity authority;

    CertificateIssuer(Identity authority) {
        this.authority = authority;
    }

    static Identity newAuthority(Instant now, Duration lifetime) {
        KeyPair keys = newKeys();
        CertificateRequest request =
                new CertificateRequest("coxswain-ca", List.of(), List.of(), KeyPurposeId.anyExtendedKeyUsage);
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    request.subject(),
                    serial(),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(now.plus(lifetime)),
                    request.subject(),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            X509Certificate certificate = sign(builder, keys.getPrivate());
            return new Identity(keys.getPrivate(), certificate, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    X509Certificate authority() {
        return authority.certificate();
    }

    boolean issued(X509Certificate certificate) {
        try {
            certificate.verify(authority().getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    Identity issue(CertificateRequest request, Instant now, Duration lifetime) {
        KeyPair keys = newKeys();
        try {
            Instant end = now.plus(lifetime);
            Instant last = authority().getNotAfter().toInstant();
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new JcaX509CertificateHolder(authority()).getSubject(),
                    serial(),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(end.isBefore(last) ? end : last),
                    request.subject(),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(request.purpose()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(authority().getPublicKey()));
            if (!request.names().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, request.alternativeNames());
            }
            return new Identity(keys.getPrivate(), sign(builder, authority.key()), authority());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot issue a certificate for " + request.commonName(), e);
        }
    }

    /** Signs the key, the subject and the names of a request. */
    X509Certificate sign(SigningRequest request, List<KeyPurposeId> purposes, Instant now, Duration lifetime) {
        try {
            Instant end = now.plus(lifetime);
            Instant last = authority().getNotAfter().toInstant();
            var builder = new X509v3CertificateBuilder(
                    new JcaX509CertificateHolder(authority()).getSubject(),
                    serial(),
                    Date.from(now.minus(SIGNING_SKEW)),
                    Date.from(end.isBefore(last) ? end : last),
                    request.request().getSubject(),
                    request.request().getSubjectPublicKeyInfo());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(authority().getPublicKey()));
            if (request.alternativeNames().getNames().length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, request.alternativeNames());
            }
            return sign(builder, authority.key());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign the certificate of " + request.commonName(), e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no ECDSA on P-256", e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
    }
}
