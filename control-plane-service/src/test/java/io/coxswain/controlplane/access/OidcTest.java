package io.coxswain.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.pki.ClusterPki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an OpenID Connect issuer, a real one over HTTPS on this machine. */
class OidcTest {
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final AtomicInteger KEY_FETCHES = new AtomicInteger();

    private static HttpsServer issuer;
    private static String url;
    private static volatile RSAKey key;
    private static TestControlPlane controlPlane;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        var pki = ClusterPki.openOrCreate(directory.resolve("issuer"));
        key = new RSAKeyGenerator(2048).keyID("first").generate();
        issuer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setHttpsConfigurator(
                new HttpsConfigurator(pki.serverCertificate("issuer", List.of("127.0.0.1", "localhost"))
                        .sslContext()));
        url = "https://127.0.0.1:" + issuer.getAddress().getPort();
        answer(
                "/.well-known/openid-configuration",
                () -> "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}");
        answer("/keys", () -> {
            KEY_FETCHES.incrementAndGet();
            return new JWKSet(key.toPublicJWK()).toString();
        });
        issuer.start();
        String oidc = "coxswain.control-plane.authentication.oidc.";
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers",
                false,
                oidc + "issuer",
                url,
                oidc + "client-id",
                "coxswain",
                oidc + "username-claim",
                "email",
                oidc + "username-prefix",
                "oidc:",
                oidc + "groups-claim",
                "roles",
                oidc + "groups-prefix",
                "oidc:",
                oidc + "required-claims.hd",
                "example.com",
                oidc + "certificate-authority",
                Files.writeString(directory.resolve("ca.pem"), pki.authorityPem())
                        .toString()));
    }

    @AfterAll
    static void stop() {
        controlPlane.close();
        issuer.stop(0);
    }

    @Test
    void knowsWhomTheIssuerVouchesFor() throws Exception {
        var good = claims();
        try (Requests ada = Requests.withToken(controlPlane, signed(good, key))) {
            var info = ada.create(REVIEWS, "{}").path("status").path("userInfo");
            assertThat(info.path("username").asString()).isEqualTo("oidc:ada@example.com");
            assertThat(Json.texts(info.path("groups"))).containsExactly("oidc:dev", "oidc:ops", "system:authenticated");
            int fetched = KEY_FETCHES.get();
            assertThat(ada.code("GET", "/version", "")).isEqualTo(200);
            assertThat(KEY_FETCHES.get()).as("keys are kept").isEqualTo(fetched);
        }
        var later = Date.from(Instant.now().minus(Duration.ofHours(2)));
        refused(signed(claims().audience("somebody-else"), key));
        refused(signed(claims().expirationTime(later), key));
        refused(signed(claims().claim("hd", "elsewhere.com"), key));
        refused(signed(claims().claim("email_verified", false), key));
        refused(signed(claims().claim("email", null), key));
        RSAKey stolen = new RSAKeyGenerator(2048).keyID("first").generate();
        refused(signed(claims(), stolen));
        key = new RSAKeyGenerator(2048).keyID("second").generate();
        try (Requests ada = Requests.withToken(controlPlane, signed(claims(), key))) {
            assertThat(ada.code("GET", "/version", ""))
                    .as("a new key is fetched")
                    .isEqualTo(200);
        }
    }

    private static void refused(String token) {
        try (Requests somebody = Requests.withToken(controlPlane, token)) {
            assertThat(somebody.code("GET", "/version", "")).isEqualTo(401);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url)
                .subject("ada")
                .audience("coxswain")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .claim("email", "ada@example.com")
                .claim("hd", "example.com")
                .claim("roles", List.of("dev", "ops"));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey by) throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(), claims.build());
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private interface Document {
        String text();
    }

    private static void answer(String path, Document document) {
        issuer.createContext(path, exchange -> {
            byte[] body = document.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
