package io.coxswain.controlplane.access;

import static io.coxswain.controlplane.access.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import io.coxswain.pki.Identity;
import io.coxswain.pki.Pem;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Certificates on request: a machine joins by a token, a user by an approval. */
class CertificateTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";

    private static TestControlPlane controlPlane;
    private static Requests admin;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        admin = Requests.admin(controlPlane);
    }

    @AfterAll
    static void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    void aMachineJoinsByATokenAndARequest() throws Exception {
        admin.create(
                "/api/v1/namespaces/kube-system/secrets",
                "{\"metadata\":{\"name\":\"bootstrap-token-joinme\"},\"type\":\"bootstrap.kubernetes.io/token\",\"stringData\":{\"token-id\":\"joinme\","
                        + "\"token-secret\":\"0123456789abcdef\",\"usage-bootstrap-authentication\":\"true\",\"auth-extra-groups\":\"system:bootstrappers:coxswain:nodes\"}}");
        KeyPair keys = keys();
        try (Requests machine = Requests.withToken(controlPlane, "joinme.0123456789abcdef")) {
            assertThat(machine.code("GET", "/api/v1/nodes", "")).isEqualTo(403);
            ObjectNode made = machine.create(
                    REQUESTS, request("node-n1", keys, "O=system:nodes,CN=system:node:n1", KUBELET, 3600));
            assertThat(made.path("spec").path("username").asString()).isEqualTo("system:bootstrap:joinme");
            X509Certificate certificate = certificate(machine, "node-n1");
            assertThat(Duration.between(
                            certificate.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()))
                    .isLessThanOrEqualTo(Duration.ofMinutes(66));
            Identity identity = new Identity(keys.getPrivate(), certificate, authority());
            try (HttpClient node =
                    HttpClient.newBuilder().sslContext(identity.sslContext()).build()) {
                assertThat(controlPlane
                                .get(node, "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(controlPlane.get(node, "/api/v1/secrets").statusCode())
                        .isEqualTo(403);
            }
            // Another node's name is not for the asking once the machine is a node.
            machine.create(REQUESTS, request("masters", keys(), "O=system:masters,CN=system:node:n1", KUBELET, 3600));
        }
        try (Requests other = Requests.of(controlPlane, "mallory")) {
            assertThat(other.code(
                            "POST", REQUESTS, request("m", keys(), "O=system:nodes,CN=system:node:n2", KUBELET, 3600)))
                    .isEqualTo(403);
        }
        assertThat(answer(admin.get(REQUESTS + "/masters"), 200)
                        .path("status")
                        .path("certificate")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    @DisplayName("Certificates API should support CSR API operations")
    void aUserGetsACertificateByApproval() throws Exception {
        KeyPair keys = keys();
        admin.create(REQUESTS, request("dora", keys, "O=dev,CN=dora", CLIENT, 86400));
        bindApprover();
        try (Requests approver = Requests.of(controlPlane, "approver")) {
            ObjectNode asked = answer(approver.get(REQUESTS + "/dora"), 200);
            asked.withObject("/status")
                    .withArray("/conditions")
                    .addObject()
                    .put("type", "Approved")
                    .put("status", "True")
                    .put("reason", "ByHand")
                    .put("message", "why not");
            assertThat(approver.refusal("PUT", REQUESTS + "/dora/approval", asked.toString(), 403))
                    .isEqualTo(
                            "certificatesigningrequests.certificates.k8s.io \"dora\" is forbidden: user not permitted"
                                    + " to approve requests with signerName \"kubernetes.io/kube-apiserver-client\"");
            assertThat(admin.code("PUT", REQUESTS + "/dora/approval", asked.toString()))
                    .isEqualTo(200);
        }
        X509Certificate certificate = certificate(admin, "dora");
        assertThat(certificate.getNotAfter())
                .isBefore(Date.from(java.time.Instant.now().plus(Duration.ofDays(2))));
        Identity identity = new Identity(keys.getPrivate(), certificate, authority());
        try (HttpClient dora =
                HttpClient.newBuilder().sslContext(identity.sslContext()).build()) {
            var response = controlPlane.get(dora, "/api/v1/pods");
            assertThat(Json.parseObject(response.body()).path("message").asString())
                    .contains("User \"dora\" cannot list");
        }
        assertThat(admin.refusal(
                        "POST", REQUESTS, request("root", keys(), "O=system:masters,CN=root", CLIENT, 3600), 403))
                .isEqualTo("certificatesigningrequests.certificates.k8s.io \"root\" is forbidden: use of"
                        + " kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
        assertThat(admin.code("DELETE", REQUESTS + "/dora", "")).isEqualTo(200);
    }

    @Test
    void fillsTheSecretOfAnAccount() {
        admin.create("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"old\"}}");
        admin.create(
                "/api/v1/namespaces/default/secrets",
                "{\"metadata\":{\"name\":\"old-token\",\"annotations\":{\"kubernetes.io/service-account.name\":\"old\"}},\"type\":\"kubernetes.io/service-account-token\"}");
        String path = "/api/v1/namespaces/default/secrets/old-token";
        await().untilAsserted(() -> assertThat(
                        answer(admin.get(path), 200).path("data").has("token"))
                .isTrue());
        ObjectNode secret = answer(admin.get(path), 200);
        assertThat(decoded(secret, "namespace")).isEqualTo("default");
        assertThat(decoded(secret, "ca.crt")).startsWith("-----BEGIN CERTIFICATE-----");
        try (Requests old = Requests.withToken(controlPlane, decoded(secret, "token"))) {
            assertThat(old.code("GET", "/api", "")).isEqualTo(200);
            assertThat(admin.code("DELETE", "/api/v1/namespaces/default/serviceaccounts/old", ""))
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(admin.code("GET", path, "")).isEqualTo(404));
            assertThat(old.code("GET", "/api", "")).isEqualTo(401);
        }
    }

    @Test
    void deletesATokenThatHasEnded() {
        admin.create(
                "/api/v1/namespaces/kube-system/secrets",
                "{\"metadata\":{\"name\":\"bootstrap-token-ended1\"},\"type\":\"bootstrap.kubernetes.io/token\",\"stringData\":{\"token-id\":\"ended1\","
                        + "\"token-secret\":\"0123456789abcdef\",\"expiration\":\"2001-01-01T00:00:00Z\"}}");
        await().untilAsserted(() -> assertThat(
                        admin.code("GET", "/api/v1/namespaces/kube-system/secrets/bootstrap-token-ended1", ""))
                .isEqualTo(404));
    }

    @Test
    void keepsANodeToItsOwn() {
        try (Requests node = Requests.of(controlPlane, "system:node:n7", "system:nodes")) {
            assertThat(node.code("POST", "/api/v1/nodes", "{\"metadata\":{\"name\":\"n7\"}}"))
                    .isEqualTo(201);
            assertThat(node.refusal("POST", "/api/v1/nodes", "{\"metadata\":{\"name\":\"n8\"}}", 403))
                    .isEqualTo("nodes \"n8\" is forbidden: node \"n7\" is not allowed to modify node \"n8\"");
            assertThat(node.refusal(
                            "PATCH",
                            "/api/v1/nodes/n7",
                            "{\"metadata\":{\"labels\":{\"node-restriction.kubernetes.io/a\":\"b\"}}}",
                            403))
                    .contains("is not allowed to modify labels: node-restriction.kubernetes.io/a");
            assertThat(node.refusal(
                            "POST",
                            "/api/v1/namespaces/default/pods",
                            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}",
                            403))
                    .contains("node \"n7\" can only create mirror pods");
            admin.create("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"runner\"}}");
            admin.create("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"idler\"}}");
            admin.create("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"used\"}}");
            admin.create("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"unused\"}}");
            admin.create(
                    "/api/v1/namespaces/default/pods",
                    "{\"metadata\":{\"name\":\"on-n7\"},\"spec\":{\"nodeName\":\"n7\",\"serviceAccountName\":\"runner\",\"containers\":[{\"name\":\"a\",\"image\":\"b\"}],\"volumes\":[{\"name\":\"s\",\"secret\":{\"secretName\":\"used\"}}]}}");
            assertThat(node.code("GET", "/api/v1/namespaces/default/secrets/used", ""))
                    .isEqualTo(200);
            assertThat(node.refusal("GET", "/api/v1/namespaces/default/secrets/unused", "", 403))
                    .endsWith(": no relationship found between node 'n7' and this object");
            assertThat(node.refusal("POST", "/api/v1/namespaces/default/serviceaccounts/runner/token", "{}", 403))
                    .isEqualTo("serviceaccounts \"runner\" is forbidden: node requested token not bound to a pod");
            assertThat(node.refusal("POST", "/api/v1/namespaces/default/serviceaccounts/idler/token", "{}", 403))
                    .endsWith(": no relationship found between node 'n7' and this object");
        }
    }

    private static void bindApprover() {
        String rbac = "/apis/rbac.authorization.k8s.io/v1";
        admin.create(
                rbac + "/clusterroles",
                "{\"metadata\":{\"name\":\"half-approver\"},\"rules\":[{\"apiGroups\":[\"certificates.k8s.io\"],\"resources\":[\"certificatesigningrequests\",\"certificatesigningrequests/approval\"],\"verbs\":[\"get\",\"update\"]}]}");
        admin.create(
                rbac + "/clusterrolebindings",
                "{\"metadata\":{\"name\":\"half-approver\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"half-approver\"},"
                        + "\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\"approver\"}]}");
    }

    private static X509Certificate certificate(Requests as, String name) throws Exception {
        await().untilAsserted(() -> assertThat(answer(as.get(REQUESTS + "/" + name), 200)
                        .path("status")
                        .path("certificate")
                        .asString(""))
                .isNotEmpty());
        String encoded = answer(as.get(REQUESTS + "/" + name), 200)
                .path("status")
                .path("certificate")
                .asString();
        return Pem.readCertificate(new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII));
    }

    private static X509Certificate authority() {
        return controlPlane.context().getBean(io.coxswain.pki.ClusterPki.class).authority();
    }

    private static String request(String name, KeyPair keys, String subject, String signer, int seconds)
            throws Exception {
        var signed = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        String pem = Pem.text("CERTIFICATE REQUEST", signed.getEncoded());
        ObjectNode request = Json.object();
        request.putObject("metadata").put("name", name);
        ObjectNode spec = request.putObject("spec")
                .put("request", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .put("signerName", signer)
                .put("expirationSeconds", seconds);
        spec.putArray("usages").add("digital signature").add("client auth");
        return request.toString();
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String decoded(ObjectNode secret, String field) {
        return new String(
                Base64.getDecoder().decode(secret.path("data").path(field).asString()), StandardCharsets.UTF_8);
    }
}
