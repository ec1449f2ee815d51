package io.coxswain.controlplane.access;

import static io.coxswain.controlplane.access.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Tokens of ServiceAccounts, of joining machines and of a file: made, shown, reviewed and lost. */
class TokenTest {
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static TestControlPlane controlPlane;
    private static Requests admin;

    @BeforeAll
    static void start() throws Exception {
        Path tokens = Files.createTempFile("coxswain", "tokens");
        Files.writeString(tokens, "static-token,sally,uid-7,\"ops,dev\"\n");
        controlPlane = TestControlPlane.start(Map.of(
                "coxswain.control-plane.controllers",
                false,
                "coxswain.control-plane.authentication.token-file",
                tokens.toString()));
        admin = Requests.admin(controlPlane);
        admin.create(ACCOUNTS, "{\"metadata\":{\"name\":\"robot\"}}");
    }

    @AfterAll
    static void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview")
    void makesATokenThatIsKnown() throws Exception {
        ObjectNode made = request("robot", "{}");
        assertThat(made.path("kind").asString()).isEqualTo("TokenRequest");
        assertThat(made.path("spec").path("expirationSeconds").asLong()).isEqualTo(3600);
        assertThat(made.path("spec").path("audiences").get(0).asString()).isEqualTo(ISSUER);
        assertThat(Instant.parse(made.path("status").path("expirationTimestamp").asString()))
                .isAfter(Instant.now());
        String token = token(made);
        ObjectNode claims = Json.parseObject(JWSObject.parse(token).getPayload().toString());
        assertThat(claims.path("sub").asString()).isEqualTo("system:serviceaccount:default:robot");
        assertThat(claims.path("kubernetes.io")
                        .path("serviceaccount")
                        .path("name")
                        .asString())
                .isEqualTo("robot");
        ObjectNode review =
                admin.create("/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"" + token + "\"}}");
        assertThat(review.path("status").path("authenticated").asBoolean()).isTrue();
        assertThat(review.path("status").path("user").path("username").asString())
                .isEqualTo("system:serviceaccount:default:robot");
        assertThat(Json.texts(review.path("status").path("user").path("groups")))
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
        try (Requests robot = Requests.withToken(controlPlane, token)) {
            ObjectNode self = robot.create(REVIEWS, "{}");
            assertThat(self.path("status")
                            .path("userInfo")
                            .path("extra")
                            .path("authentication.kubernetes.io/credential-id")
                            .get(0)
                            .asString())
                    .isEqualTo("JTI=" + claims.path("jti").asString());
            assertThat(robot.refusal("GET", PODS, "", 403))
                    .isEqualTo("pods is forbidden: User \"system:serviceaccount:default:robot\" cannot list resource"
                            + " \"pods\" in API group \"\" in the namespace \"default\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "599, may not specify a duration less than 10 minutes",
        "4294967297, may not specify a duration larger than 2^32 seconds"
    })
    void refusesALifeOutOfBounds(long seconds, String why) {
        assertThat(admin.refusal(
                        "POST", ACCOUNTS + "/robot/token", "{\"spec\":{\"expirationSeconds\":" + seconds + "}}", 422))
                .isEqualTo("TokenRequest.authentication.k8s.io \"robot\" is invalid: spec.expirationSeconds: Invalid"
                        + " value: " + seconds + ": " + why);
    }

    @Test
    void keepsATokenOfAnotherAudienceOut() {
        String token = token(request("robot", "{\"spec\":{\"audiences\":[\"vault\"]}}"));
        try (Requests robot = Requests.withToken(controlPlane, token)) {
            assertThat(robot.code("GET", "/version", "")).isEqualTo(401);
        }
        ObjectNode review = admin.create(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "{\"spec\":{\"token\":\"" + token + "\",\"audiences\":[\"vault\",\"other\"]}}");
        assertThat(Json.texts(review.path("status").path("audiences"))).containsExactly("vault");
        ObjectNode refused =
                admin.create("/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"" + token + "\"}}");
        assertThat(refused.path("status").path("authenticated").asBoolean(false))
                .isFalse();
    }

    @Test
    void endsATokenWithItsPodAndItsAccount() {
        admin.create(ACCOUNTS, "{\"metadata\":{\"name\":\"short\"}}");
        ObjectNode pod = admin.create(
                PODS,
                "{\"metadata\":{\"name\":\"worker\"},\"spec\":{\"serviceAccountName\":\"short\",\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}");
        String uid = pod.path("metadata").path("uid").asString();
        String bound =
                "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"worker\",\"uid\":\""
                        + uid + "\"}}}";
        assertThat(admin.refusal("POST", ACCOUNTS + "/robot/token", bound, 400))
                .isEqualTo("cannot bind token for serviceaccount \"robot\" to pod running with different serviceaccount"
                        + " name.");
        assertThat(admin.refusal("POST", ACCOUNTS + "/short/token", bound.replace(uid, "other"), 409))
                .contains("does not match the UID in record");
        String ofPod = token(request("short", bound));
        String ofAccount = token(request("short", "{}"));
        try (Requests asPod = Requests.withToken(controlPlane, ofPod);
                Requests asAccount = Requests.withToken(controlPlane, ofAccount)) {
            ObjectNode self = asPod.create(REVIEWS, "{}");
            assertThat(self.path("status")
                            .path("userInfo")
                            .path("extra")
                            .path("authentication.kubernetes.io/pod-name")
                            .get(0)
                            .asString())
                    .isEqualTo("worker");
            assertThat(admin.code("DELETE", PODS + "/worker?gracePeriodSeconds=0", ""))
                    .isEqualTo(200);
            assertThat(asPod.code("GET", "/version", "")).isEqualTo(401);
            assertThat(asAccount.code("GET", "/version", "")).isEqualTo(200);
            assertThat(admin.code("DELETE", ACCOUNTS + "/short", "")).isEqualTo(200);
            admin.create(ACCOUNTS, "{\"metadata\":{\"name\":\"short\"}}");
            assertThat(asAccount.code("GET", "/version", "")).isEqualTo(401);
        }
    }

    @Test
    @DisplayName(
            "ServiceAccounts ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer")
    void tellsHowToCheckItsTokens() throws Exception {
        String token = token(request("robot", "{}"));
        try (Requests robot = Requests.withToken(controlPlane, token);
                Requests nobody = Requests.anonymous(controlPlane)) {
            ObjectNode document = answer(robot.get("/.well-known/openid-configuration"), 200);
            assertThat(document.path("issuer").asString()).isEqualTo(ISSUER);
            assertThat(document.path("jwks_uri").asString()).isEqualTo(ISSUER + "/openid/v1/jwks");
            var keys = robot.get("/openid/v1/jwks");
            assertThat(keys.headers().firstValue("Content-Type")).contains("application/jwk-set+json");
            var key = JWKSet.parse(keys.body()).getKeys().getFirst();
            assertThat(key.isPrivate()).isFalse();
            assertThat(JWSObject.parse(token).verify(new RSASSAVerifier(key.toRSAKey())))
                    .isTrue();
            assertThat(nobody.refusal("GET", "/openid/v1/jwks", "", 403))
                    .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/openid/v1/jwks\"");
        }
    }

    @Test
    void knowsTokensOfAFile() {
        try (Requests sally = Requests.withToken(controlPlane, "static-token")) {
            ObjectNode info =
                    (ObjectNode) sally.create(REVIEWS, "{}").path("status").path("userInfo");
            assertThat(info.path("username").asString()).isEqualTo("sally");
            assertThat(info.path("uid").asString()).isEqualTo("uid-7");
            assertThat(Json.texts(info.path("groups"))).containsExactly("ops", "dev", "system:authenticated");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "good | 2099-01-01T00:00:00Z | true | system:bootstrappers:coxswain:nodes | 201",
                "over | 2001-01-01T00:00:00Z | true | system:bootstrappers:coxswain:nodes | 401",
                "sign | 2099-01-01T00:00:00Z | false | system:bootstrappers:coxswain:nodes | 401",
                "root | 2099-01-01T00:00:00Z | true | system:masters | 401",
            })
    void letsMachinesJoin(String name, String end, String use, String groups, int code) {
        String id = name + "01";
        admin.create(
                "/api/v1/namespaces/kube-system/secrets",
                "{\"metadata\":{\"name\":\"bootstrap-token-" + id
                        + "\"},\"type\":\"bootstrap.kubernetes.io/token\",\"stringData\":{\"token-id\":\""
                        + id + "\",\"token-secret\":\"0123456789abcdef\",\"expiration\":\"" + end
                        + "\",\"usage-bootstrap-authentication\":\"" + use + "\",\"auth-extra-groups\":\"" + groups
                        + "\"}}");
        try (Requests machine = Requests.withToken(controlPlane, id + ".0123456789abcdef");
                Requests guess = Requests.withToken(controlPlane, id + ".0123456789abcdee")) {
            assertThat(guess.code("POST", REVIEWS, "{}")).isEqualTo(401);
            var response = machine.send("POST", REVIEWS, "{}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
            if (code != 201) return;
            var info = Json.parseObject(response.body()).path("status").path("userInfo");
            assertThat(info.path("username").asString()).isEqualTo("system:bootstrap:" + id);
            assertThat(Json.texts(info.path("groups")))
                    .containsExactly(
                            "system:bootstrappers", "system:bootstrappers:coxswain:nodes", "system:authenticated");
        }
    }

    @Test
    void refusesATokenThatSomebodyElseSigned() {
        String[] parts = token(request("robot", "{}")).split("\\.", -1);
        String forged = parts[0] + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(new String(
                                        Base64.getUrlDecoder().decode(parts[1]),
                                        java.nio.charset.StandardCharsets.UTF_8)
                                .replace("default:robot", "kube-system:root")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "." + parts[2];
        String unsigned = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "." + parts[1] + ".";
        for (String token : new String[] {forged, unsigned, "a.b.c", "x"}) {
            try (Requests somebody = Requests.withToken(controlPlane, token)) {
                assertThat(somebody.code("GET", "/livez", "")).as(token).isEqualTo(401);
            }
        }
    }

    private static ObjectNode request(String account, String body) {
        return admin.create(ACCOUNTS + "/" + account + "/token", body);
    }

    private static String token(ObjectNode request) {
        return request.path("status").path("token").asString();
    }
}
