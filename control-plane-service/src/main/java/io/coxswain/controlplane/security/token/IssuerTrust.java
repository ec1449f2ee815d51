package io.coxswain.controlplane.security.token;

import io.coxswain.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom to trust when an issuer's documents are fetched. */
final class IssuerTrust {
    private IssuerTrust() {}

    /** Null for what the machine trusts. */
    static @Nullable SSLSocketFactory socketFactory(OidcSettings settings) {
        if (settings.certificateAuthority() == null) return null;
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, new char[0]);
            authorities.setCertificateEntry(
                    "issuer", Pem.readCertificate(Files.readString(settings.certificateAuthority())));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "the authority of the OIDC issuer, " + settings.certificateAuthority() + ": "
                            + unreadable.getMessage(),
                    unreadable);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the authority of the OIDC issuer cannot be used", unusable);
        }
    }
}
