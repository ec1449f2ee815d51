package io.coxswain.controlplane.security;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings along to say who it is.
 *
 * @param certificate the client certificate that TLS has checked against the cluster's CA
 * @param token a bearer token
 */
public record Credentials(
        @Nullable X509Certificate certificate, @Nullable String token) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "Credentials[" + (certificate == null ? "" : certificate.getSubjectX500Principal())
                + (token == null ? "" : " token") + "]";
    }
}
