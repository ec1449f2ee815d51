package io.coxswain.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.gateway.proxy.ProxyServer;
import io.coxswain.gateway.proxy.ProxySettings;
import io.coxswain.gateway.proxy.Traffic;
import io.coxswain.gateway.proxy.TrustedProxies;
import io.coxswain.gateway.route.RouteTable;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CertificateStoreTest {
    @TempDir
    private Path directory;

    @Test
    void showsTheCertificateOfTheNameAndSwapsItWhileRunning() throws Exception {
        ClusterPki pki = ClusterPki.openOrCreate(directory);
        var store = new CertificateStore(DefaultCertificate.make(Clock.systemUTC()));
        store.replace(Map.of(
                "a.example", secret("1", pki.serverCertificate("one", List.of("a.example"))),
                "*.b.example", secret("2", pki.serverCertificate("wild", List.of("*.b.example")))));
        Duration long1 = Duration.ofSeconds(20);
        var settings =
                new ProxySettings(1, long1, long1, long1, long1, long1, long1, long1, 1L << 20, 100, 100, 100, false);
        try (var server = new ProxyServer(settings, new TrustedProxies(List.of()), new Traffic(), Clock.systemUTC())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var listener = server.bindHttps(address, RouteTable::empty, store::handler);
            listener.accept();
            assertThat(shown(listener.port(), "a.example")).contains("CN=one");
            assertThat(shown(listener.port(), "A.EXAMPLE")).contains("CN=one");
            assertThat(shown(listener.port(), "x.b.example")).contains("CN=wild");
            assertThat(shown(listener.port(), "x.y.b.example")).contains("Default Certificate");
            assertThat(shown(listener.port(), "unknown.example")).contains("Default Certificate");
            assertThat(shown(listener.port(), null)).contains("Default Certificate");
            store.replace(Map.of("a.example", secret("3", pki.serverCertificate("two", List.of("a.example")))));
            assertThat(shown(listener.port(), "a.example")).contains("CN=two");
        }
    }

    private static TlsSecret secret(String version, Identity identity) {
        return TlsSecret.of(new SecretBuilder()
                .withNewMetadata()
                .withUid("uid")
                .withResourceVersion(version)
                .endMetadata()
                .addToData("tls.crt", base64(identity.certificatePem()))
                .addToData("tls.key", base64(identity.keyPem()))
                .build());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The subject of the certificate, after a request that is answered with 404. */
    private static String shown(int port, @Nullable String name) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
                var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "", port, true)) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 404");
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().toString();
        }
    }

    /** The test looks at the certificate itself. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
