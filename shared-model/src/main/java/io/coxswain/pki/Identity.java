package io.coxswain.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A private key, its certificate, and the authority that signed it, in the forms that servers and clients take. */
public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    private static final char[] NO_PASSWORD = {};

    /** When to ask {@link ClusterPki} again: a third of the lifetime before the end. */
    public Instant renewAt() {
        Instant end = certificate.getNotAfter().toInstant();
        Duration lifetime = Duration.between(certificate.getNotBefore().toInstant(), end);
        return end.minus(lifetime.dividedBy(3));
    }

    public String keyPem() {
        return Pem.privateKey(key);
    }

    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    public String authorityPem() {
        return Pem.certificate(authority);
    }

    /** The key with its chain under the alias {@code identity}, without a password. */
    public KeyStore keyStore() {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry("identity", key, NO_PASSWORD, new Certificate[] {certificate, authority});
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot hold the key of " + certificate.getSubjectX500Principal(), e);
        }
    }

    /** The authority alone, to check the other side with. */
    public KeyStore trustStore() {
        return trustStore(authority);
    }

    private static KeyStore trustStore(X509Certificate authority) {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", authority);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot hold the authority's certificate", e);
        }
    }

    /** Presents this identity and trusts what the same authority signed. */
    public SSLContext sslContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), NO_PASSWORD);
            return trusting(authority, keys.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use the certificate " + certificate.getSubjectX500Principal(), e);
        }
    }

    /** Presents no certificate and trusts what this authority signed. */
    public static SSLContext trusting(X509Certificate authority) {
        try {
            return trusting(authority, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust the certificate " + authority.getSubjectX500Principal(), e);
        }
    }

    private static SSLContext trusting(X509Certificate authority, KeyManager @Nullable [] keys)
            throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(authority));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, NO_PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store;
    }

    /** Says whose identity it is and never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
}
