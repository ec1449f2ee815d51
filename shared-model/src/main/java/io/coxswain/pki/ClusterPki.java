package io.coxswain.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * One cluster's certificate authority and the certificates it issued, kept as files in one directory that only its
 * owner can read.
 *
 * <p>The authority is created once and never replaced; every other certificate is issued again when it nears its end or
 * when the names asked for have changed. Several processes may share the directory.
 */
public final class ClusterPki {
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3653);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(365);

    private final IdentityFiles files;
    private final CertificateIssuer issuer;
    private final InstantSource clock;

    private ClusterPki(IdentityFiles files, CertificateIssuer issuer, InstantSource clock) {
        this.files = files;
        this.issuer = issuer;
        this.clock = clock;
    }

    public static ClusterPki openOrCreate(Path directory) {
        return openOrCreate(directory, Clock.systemUTC());
    }

    public static ClusterPki openOrCreate(Path directory, InstantSource clock) {
        try {
            IdentityFiles files = IdentityFiles.in(directory);
            Optional<Identity> existing = files.read("authority");
            Identity authority = existing.isPresent()
                    ? existing.get()
                    : files.create("authority", CertificateIssuer.newAuthority(clock.instant(), AUTHORITY_LIFETIME));
            files.publish("ca.crt", authority.certificatePem());
            return new ClusterPki(files, new CertificateIssuer(authority), clock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep certificates in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** The authority of an existing directory; empty where none was created yet. */
    public static Optional<ClusterPki> open(Path directory) {
        return Files.exists(directory.resolve("authority.pem"))
                ? Optional.of(openOrCreate(directory))
                : Optional.empty();
    }

    /**
     * A server certificate under an authority that is forgotten at once: for a server whose clients know it by other
     * means than the cluster's authority.
     */
    public static Identity standAlone(String commonName, Collection<String> names, InstantSource clock) {
        var throwAway = new CertificateIssuer(CertificateIssuer.newAuthority(clock.instant(), AUTHORITY_LIFETIME));
        var request = new CertificateRequest(commonName, List.of(), List.copyOf(names), KeyPurposeId.id_kp_serverAuth);
        return throwAway.issue(request, clock.instant(), AUTHORITY_LIFETIME);
    }

    public X509Certificate authority() {
        return issuer.authority();
    }

    public String authorityPem() {
        return Pem.certificate(issuer.authority());
    }

    /** A certificate to serve with; {@code names} are host names and addresses, in any order. */
    public Identity serverCertificate(String commonName, Collection<String> names) {
        return identity(
                "server-" + commonName,
                new CertificateRequest(
                        commonName,
                        List.of(),
                        names.stream().distinct().sorted().toList(),
                        KeyPurposeId.id_kp_serverAuth));
    }

    /** A certificate that the API server reads as user {@code commonName} in the groups {@code organizations}. */
    public Identity clientCertificate(String commonName, List<String> organizations) {
        return identity(
                "client-" + commonName,
                new CertificateRequest(commonName, organizations, List.of(), KeyPurposeId.id_kp_clientAuth));
    }

    /** The keys that sign and check the tokens of ServiceAccounts; made once and kept. */
    public KeyPair tokenKeys() {
        try {
            return TokenKeys.openOrCreate(files);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the keys of ServiceAccount tokens: " + e.getMessage(), e);
        }
    }

    /**
     * Signs what a request for a certificate asks for, as far as the signer lets it: the subject and the names of the
     * request, and the uses that are given here.
     */
    public X509Certificate sign(SigningRequest request, List<KeyPurposeId> purposes, Duration lifetime) {
        return issuer.sign(request, purposes, clock.instant(), lifetime);
    }

    private Identity identity(String name, CertificateRequest request) {
        String file = URLEncoder.encode(name, StandardCharsets.UTF_8);
        try {
            Optional<Identity> existing = files.read(file);
            if (existing.isPresent() && usable(existing.get(), request)) return existing.get();
            Identity issued = issuer.issue(request, clock.instant(), LEAF_LIFETIME);
            files.replace(file, issued);
            return issued;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the certificate of " + name + ": " + e.getMessage(), e);
        }
    }

    private boolean usable(Identity identity, CertificateRequest request) {
        return clock.instant().isBefore(identity.renewAt())
                && issuer.issued(identity.certificate())
                && request.matches(identity.certificate());
    }
}
