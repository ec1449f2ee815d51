package io.coxswain.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coxswain.client.Kubeconfig;
import io.coxswain.client.ListOptions;
import io.coxswain.client.WireApi;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.join.JoinSettings;
import io.coxswain.join.KeptIdentity;
import io.coxswain.join.Membership;
import io.coxswain.join.PinnedKey;
import io.coxswain.join.TokenSignature;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.pki.ClusterPki;
import io.coxswain.status.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Machines join with a token and a pin, get a certificate of their own, and keep it fresh. */
class JoinTest {
    private static final String INFO = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
    private static final String SECRET = "0123456789abcdef";

    private static TestControlPlane controlPlane;
    private static Requests admin;
    private static String pin;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        admin = Requests.admin(controlPlane);
        pin = PinnedKey.of(ClusterPki.openOrCreate(controlPlane.pkiDirectory()).authority());
        token("nodes1", "system:bootstrappers:coxswain:nodes");
        token("gates1", "system:bootstrappers:coxswain:gateways");
    }

    @AfterAll
    static void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    void anybodyMayReadTheSignedClusterInfo() {
        try (Requests anonymous = Requests.anonymous(controlPlane)) {
            JsonNode data = Json.parseObject(anonymous.get(INFO).body()).path("data");
            assertThat(data.path("jws-kubeconfig-nodes1").asString())
                    .isEqualTo(TokenSignature.of(data.path("kubeconfig").asString(), "nodes1", SECRET));
            assertThat(anonymous.code("GET", "/api/v1/namespaces/kube-public/configmaps", ""))
                    .isEqualTo(403);
        }
        token("brief1", "system:bootstrappers:coxswain:nodes");
        assertThat(admin.code("DELETE", "/api/v1/namespaces/kube-system/secrets/bootstrap-token-brief1", ""))
                .isEqualTo(200);
        await().until(() ->
                !Json.parseObject(admin.get(INFO).body()).path("data").has("jws-kubeconfig-brief1"));
    }

    @Test
    void aNodeJoinsAndKeepsItsIdentity() throws IOException {
        Path file = directory.resolve("state/kubeconfig");
        try (var kept = KeptIdentity.open(file, by("nodes1." + SECRET, pin), Membership.node("j1"), Clock.systemUTC());
                WireApi api = WireApi.of(kept, "test")) {
            assertThat(kept.get()
                            .identity()
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .contains("CN=system:node:j1", "O=system:nodes");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(api.list(Kinds.POD, ListOptions.everything().withFields("spec.nodeName=j1"))
                            .items())
                    .isEmpty();
            assertThatThrownBy(() -> api.list(Kinds.SECRET, ListOptions.everything()))
                    .isInstanceOf(ApiException.class);
        }
        String text = Files.readString(file);
        // Needs no token any more.
        KeptIdentity.open(file, by("ended0.0123456789abcdef", pin), Membership.node("j1"), Clock.systemUTC())
                .close();
        assertThat(file).hasContent(text);
    }

    @Test
    void aNodeRenewsItsCertificateWithTheOldOne() throws IOException {
        Path file = directory.resolve("kubeconfig");
        KeptIdentity.open(file, by("nodes1." + SECRET, pin), Membership.node("j2"), Clock.systemUTC())
                .close();
        Kubeconfig first = Kubeconfig.read(file);
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofDays(300));
        try (var kept = KeptIdentity.open(file, by("ended0.0123456789abcdef", pin), Membership.node("j2"), late);
                WireApi api = WireApi.of(kept, "test")) {
            kept.onRenewal(api::reconnect);
            await().until(() ->
                    !kept.get().identity().certificate().equals(first.identity().certificate()));
            assertThat(Kubeconfig.read(file).identity().certificate())
                    .isEqualTo(kept.get().identity().certificate());
            assertThat(api.list(Kinds.POD, ListOptions.everything().withFields("spec.nodeName=j2"))
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void aGatewayJoinsAsItself() {
        Path file = directory.resolve("kubeconfig");
        try (var kept = KeptIdentity.open(file, by("gates1." + SECRET, pin), Membership.gateway(), Clock.systemUTC());
                WireApi api = WireApi.of(kept, "test")) {
            assertThat(api.list(Kinds.INGRESS, ListOptions.everything()).items())
                    .isEmpty();
        }
    }

    @Test
    void aTokenInAKubeconfigIsShown() throws IOException {
        Path file = Files.writeString(directory.resolve("bootstrap"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority: ca.crt}}]
                users: [{name: u, user: {tokenFile: token}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """.formatted(controlPlane.uri("")));
        Files.writeString(
                directory.resolve("ca.crt"),
                ClusterPki.openOrCreate(controlPlane.pkiDirectory()).authorityPem());
        Files.writeString(directory.resolve("token"), "nodes1." + SECRET + "\n");
        var how = new JoinSettings(file, null, null, null);
        try (var kept = KeptIdentity.open(directory.resolve("made"), how, Membership.node("j3"), Clock.systemUTC())) {
            assertThat(kept.get()
                            .identity()
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .contains("j3");
        }
    }

    @Test
    void aMachineDoesNotJoinWhatItCannotKnow() {
        assertRefused(by("nodes1." + SECRET, "sha256:00"), "which is none of [sha256:00]");
        assertRefused(by("nodes1.ffffffffffffffff", pin), "is not signed by the secret of the token");
        assertRefused(by("absent." + SECRET, pin), "is not signed by the token absent");
        assertRefused(by("nonsense", pin), "is not of the form <id>.<secret>");
        assertRefused(by("nodes1." + SECRET), "no hash of the authority's key is given");
    }

    private void assertRefused(JoinSettings how, String why) {
        Path file = directory.resolve("kubeconfig");
        assertThatThrownBy(() -> KeptIdentity.open(file, how, Membership.node("j4"), Clock.systemUTC()))
                .hasMessageStartingWith("cannot join the cluster: ")
                .hasMessageContaining(why);
        assertThat(file).doesNotExist();
    }

    private static JoinSettings by(String token, String... pins) {
        return new JoinSettings(null, controlPlane.uri(""), token, List.of(pins));
    }

    private static void token(String id, String group) {
        admin.create("/api/v1/namespaces/kube-system/secrets", """
                {"metadata": {"name": "bootstrap-token-%s"}, "type": "bootstrap.kubernetes.io/token",
                 "stringData": {"token-id": "%s", "token-secret": "%s", "usage-bootstrap-authentication": "true",
                                "usage-bootstrap-signing": "true", "auth-extra-groups": "%s"}}
                """.formatted(id, id, SECRET, group));
        await().until(() ->
                Json.parseObject(admin.get(INFO).body()).path("data").has("jws-kubeconfig-" + id));
    }
}
