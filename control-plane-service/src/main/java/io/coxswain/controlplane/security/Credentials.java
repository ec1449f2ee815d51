package io.coxswain.controlplane.security;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a request brings along to say who it is.
 *
 * @param certificate the client certificate that TLS has checked against the cluster's CA
 */
public record Credentials(@Nullable X509Certificate certificate) {}
