package io.coxswain.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "kubernetes.default.svc", "::1");

    @TempDir
    Path directory;

    @Test
    void theAuthorityIsCreatedOnceAlsoByConcurrentStarts() throws Exception {
        Path shared = directory.resolve("pki");
        Files.createDirectory(shared);
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<String> open = () -> ClusterPki.openOrCreate(shared).authorityPem();
            List<Future<String>> opened = threads.invokeAll(java.util.Collections.nCopies(8, open));
            String first = opened.getFirst().get();
            for (Future<String> other : opened) assertThat(other.get()).isEqualTo(first);
            assertThat(Files.readString(shared.resolve("ca.crt"))).isEqualTo(first);
        }
        try (var files = Files.list(shared)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("authority.pem", "ca.crt");
        }
    }

    @Test
    void keysAreReadableByTheirOwnerOnly() throws IOException {
        Path pki = directory.resolve("deep/pki");
        ClusterPki cluster = ClusterPki.openOrCreate(pki);
        cluster.clientCertificate("system:kube-scheduler", List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki)))
                .isEqualTo("rwx------");
        for (String file : List.of("authority.pem", "client-system%3Akube-scheduler.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aKeyBringsItsPublicPartAlong() throws IOException {
        Identity identity = ClusterPki.openOrCreate(directory.resolve("pki")).clientCertificate("admin", List.of());
        try (var parser = new PEMParser(new StringReader(identity.keyPem()))) {
            assertThat(((PEMKeyPair) parser.readObject()).getPublicKeyInfo().getEncoded())
                    .isEqualTo(identity.certificate().getPublicKey().getEncoded());
        }
    }

    @Test
    void aCertificateIsKeptUntilItNearsItsEndOrItsNamesChange() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Identity first = ClusterPki.openOrCreate(directory, InstantSource.fixed(start))
                .serverCertificate("kube-apiserver", NAMES);
        Identity again = ClusterPki.openOrCreate(directory, InstantSource.fixed(start.plus(Duration.ofDays(200))))
                .serverCertificate("kube-apiserver", NAMES.reversed());
        assertThat(again.certificate()).isEqualTo(first.certificate());
        assertThat(again.keyPem()).isEqualTo(first.keyPem());
        Identity renewed = ClusterPki.openOrCreate(directory, InstantSource.fixed(start.plus(Duration.ofDays(250))))
                .serverCertificate("kube-apiserver", NAMES);
        assertThat(renewed.certificate().getSerialNumber())
                .isNotEqualTo(first.certificate().getSerialNumber());
        assertThat(renewed.authority()).isEqualTo(first.authority());
        Identity wider = ClusterPki.openOrCreate(directory, InstantSource.fixed(start.plus(Duration.ofDays(250))))
                .serverCertificate("kube-apiserver", List.of("localhost", "10.96.0.1"));
        assertThat(wider.certificate()).isNotEqualTo(renewed.certificate());
    }

    @Test
    void aClientIsItsCommonNameInItsOrganizations() {
        Identity admin =
                ClusterPki.openOrCreate(directory).clientCertificate("admin", List.of("system:masters", "ops"));
        assertThat(admin.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=admin,O=ops,O=system:masters");
        assertThat(admin.keyPem()).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(admin.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void serverAndClientKnowEachOtherAndAStrangerIsRefused() throws Exception {
        ClusterPki cluster = ClusterPki.openOrCreate(directory.resolve("ours"));
        Identity server = cluster.serverCertificate("kube-apiserver", NAMES);
        Identity client = cluster.clientCertificate("admin", List.of("system:masters"));
        Identity stranger = ClusterPki.openOrCreate(directory.resolve("theirs"))
                .clientCertificate("admin", List.of("system:masters"));
        assertThat(shakeHands(server, client)).isEqualTo("CN=admin,O=system:masters");
        assertThatThrownBy(() -> shakeHands(server, stranger)).isInstanceOf(SSLHandshakeException.class);
    }

    private static String shakeHands(Identity server, Identity client) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                SSLServerSocket listener = (SSLServerSocket)
                        server.sslContext().getServerSocketFactory().createServerSocket(0)) {
            listener.setNeedClientAuth(true);
            Future<String> seen = threads.submit(() -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    accepted.startHandshake();
                    accepted.getOutputStream().write(1);
                    return accepted.getSession().getPeerPrincipal().getName();
                }
            });
            try (SSLSocket socket = (SSLSocket)
                    client.sslContext().getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(1);
            }
            return seen.get();
        }
    }
}
