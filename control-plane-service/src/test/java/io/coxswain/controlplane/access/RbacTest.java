package io.coxswain.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, over the wire and on every path. */
class RbacTest {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final String POD =
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"busybox:1.36\"}]}}";

    private static TestControlPlane controlPlane;
    private static Requests admin;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.startWithoutControllers();
        admin = Requests.admin(controlPlane);
        role("pod-reader", "get,list,watch", "pods", "");
        bind("alice", "Role", "pod-reader");
        role("one-map", "get,list,watch,update", "configmaps", "mine");
        bind("bob", "Role", "one-map");
        role("exec-only", "create", "pods/exec", "");
        bind("carol", "Role", "exec-only");
        role("exec-get-only", "get", "pods/exec,pods/log", "");
        bind("dave", "Role", "exec-get-only");
        admin.create("/api/v1/namespaces/default/pods", POD);
        admin.create("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"mine\"}}");
        admin.create("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"other\"}}");
    }

    @AfterAll
    static void stop() {
        admin.close();
        controlPlane.close();
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "alice, GET, /api/v1/namespaces/default/pods, 200",
        "alice, GET, /api/v1/namespaces/default/pods/web, 200",
        "alice, GET, '/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=1', 200",
        "alice, GET, /api/v1/namespaces/default/pods/web/status, 403",
        "alice, GET, /api/v1/namespaces/default/pods/web/log, 403",
        "alice, GET, /api/v1/namespaces/default/pods/web/exec?command=ls, 403",
        "alice, POST, /api/v1/namespaces/default/pods/web/exec?command=ls, 403",
        "alice, POST, /api/v1/namespaces/default/pods/web/attach, 403",
        "alice, POST, /api/v1/namespaces/default/pods/web/portforward, 403",
        "alice, POST, /api/v1/namespaces/default/pods/web/binding, 403",
        "alice, POST, /api/v1/namespaces/default/pods/web/eviction, 403",
        "alice, PATCH, /api/v1/namespaces/default/pods/web/ephemeralcontainers, 403",
        "alice, PATCH, /api/v1/namespaces/default/pods/web/resize, 403",
        "alice, GET, /api/v1/namespaces/default/pods/web/proxy/, 403",
        "alice, PUT, /api/v1/namespaces/default/pods/web, 403",
        "alice, PATCH, /api/v1/namespaces/default/pods/web, 403",
        "alice, DELETE, /api/v1/namespaces/default/pods/web, 403",
        "alice, DELETE, /api/v1/namespaces/default/pods, 403",
        "alice, GET, /api/v1/pods, 403",
        "alice, GET, '/api/v1/pods?watch=1', 403",
        "alice, GET, /api/v1/namespaces/kube-system/pods, 403",
        "alice, GET, /apis/things.example/v1/namespaces/default/things, 403",
        "alice, GET, /metrics, 403",
        "alice, GET, /coxswain.io/v1/tunnel, 403",
        "alice, GET, /api, 200",
        "alice, GET, /apis/apps/v1, 200",
        "alice, GET, /openapi/v3, 200",
        "alice, GET, /version, 200",
        "bob, GET, /api/v1/namespaces/default/configmaps/mine, 200",
        "bob, GET, /api/v1/namespaces/default/configmaps/other, 403",
        "bob, GET, /api/v1/namespaces/default/configmaps, 403",
        "bob, GET, /api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dmine, 200",
        "bob, GET, '/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dmine', 200",
        "bob, GET, '/api/v1/namespaces/default/configmaps?watch=1&fieldSelector=metadata.name%21%3Dmine', 403",
        "bob, GET, '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dother', 403",
        "carol, GET, /api/v1/namespaces/default/pods/web/exec?command=ls, 403",
        "dave, GET, /api/v1/namespaces/default/pods/web/exec?command=ls, 403",
        "dave, POST, /api/v1/namespaces/default/pods/web/exec?command=ls, 403",
    })
    void allowsWhatARoleAllows(String user, String method, String path, int code) {
        try (Requests requests = Requests.of(controlPlane, user)) {
            assertThat(requests.code(method, path, method.equals("GET") || method.equals("DELETE") ? "" : "{}"))
                    .isEqualTo(code);
        }
    }

    @Test
    void refusesInKubernetesWords() {
        try (Requests alice = Requests.of(controlPlane, "alice")) {
            assertThat(alice.refusal("GET", "/api/v1/namespaces/default/pods/web/log", "", 403))
                    .isEqualTo("pods \"web\" is forbidden: User \"alice\" cannot get resource \"pods/log\" in API group"
                            + " \"\" in the namespace \"default\"");
            assertThat(alice.refusal("DELETE", "/apis/apps/v1/namespaces/default/deployments", "", 403))
                    .isEqualTo("deployments.apps is forbidden: User \"alice\" cannot deletecollection resource"
                            + " \"deployments\" in API group \"apps\" in the namespace \"default\"");
            assertThat(alice.refusal("GET", "/api/v1/namespaces/default", "", 403))
                    .isEqualTo(
                            "namespaces \"default\" is forbidden: User \"alice\" cannot get resource \"namespaces\" in"
                                    + " API group \"\" in the namespace \"default\"");
            assertThat(alice.refusal("POST", "/metrics", "{}", 403))
                    .isEqualTo("forbidden: User \"alice\" cannot post path \"/metrics\"");
        }
    }

    @Test
    void tellsOfABindingToNothing() {
        bind("eve", "ClusterRole", "absent");
        try (Requests eve = Requests.of(controlPlane, "eve")) {
            assertThat(eve.refusal("GET", "/api/v1/namespaces/default/pods", "", 403))
                    .endsWith("in the namespace \"default\": RBAC: clusterrole.rbac.authorization.k8s.io \"absent\" not"
                            + " found");
        }
    }

    @Test
    void heedsAChangeAtOnce() {
        try (Requests frank = Requests.of(controlPlane, "frank", "ops")) {
            assertThat(frank.code("GET", "/api/v1/nodes", "")).isEqualTo(403);
            admin.create(
                    RBAC + "/clusterroles",
                    "{\"metadata\":{\"name\":\"node-reader\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"nodes\"],\"verbs\":[\"list\"]}]}");
            admin.create(
                    RBAC + "/clusterrolebindings",
                    "{\"metadata\":{\"name\":\"ops\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"node-reader\"},"
                            + "\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Group\",\"name\":\"ops\"}]}");
            assertThat(frank.code("GET", "/api/v1/nodes", "")).isEqualTo(200);
            assertThat(admin.code("DELETE", RBAC + "/clusterrolebindings/ops", ""))
                    .isEqualTo(200);
            assertThat(frank.code("GET", "/api/v1/nodes", "")).isEqualTo(403);
        }
    }

    @Test
    void impersonatesWhomTheCallerMay() {
        Requests asAlice = admin.with("Impersonate-User", "alice");
        assertThat(asAlice.code("GET", "/api/v1/namespaces/default/pods", "")).isEqualTo(200);
        assertThat(asAlice.refusal("DELETE", "/api/v1/namespaces/default/pods", "", 403))
                .contains("User \"alice\" cannot deletecollection resource \"pods\"");
        Requests asMaster = admin.with("Impersonate-User", "zoe", "Impersonate-Group", "system:masters");
        assertThat(asMaster.code("GET", "/api/v1/nodes", "")).isEqualTo(200);
        assertThat(admin.with("Impersonate-Group", "g").refusal("GET", "/version", "", 400))
                .isEqualTo("requested [g] without impersonating a user");
        try (Requests alice = Requests.of(controlPlane, "alice")) {
            assertThat(alice.with("Impersonate-User", "bob").refusal("GET", "/version", "", 403))
                    .isEqualTo("users \"bob\" is forbidden: User \"alice\" cannot impersonate resource \"users\" in API"
                            + " group \"\" at the cluster scope");
            assertThat(alice.with("Impersonate-User", "system:serviceaccount:kube-system:default")
                            .refusal("GET", "/version", "", 403))
                    .isEqualTo("serviceaccounts \"default\" is forbidden: User \"alice\" cannot impersonate resource"
                            + " \"serviceaccounts\" in API group \"\" in the namespace \"kube-system\"");
        }
    }

    @Test
    void hasKubernetesRolesFromTheStart() {
        for (String role :
                new String[] {"cluster-admin", "admin", "edit", "view", "system:node", "system:basic-user"}) {
            var found = Requests.answer(admin.get(RBAC + "/clusterroles/" + role), 200);
            assertThat(found.path("metadata")
                            .path("annotations")
                            .path("rbac.authorization.kubernetes.io/autoupdate")
                            .asString(""))
                    .as(role)
                    .isEqualTo("true");
        }
        var masters = Requests.answer(admin.get(RBAC + "/clusterrolebindings/cluster-admin"), 200);
        assertThat(masters.path("subjects").get(0).path("name").asString()).isEqualTo("system:masters");
        assertThat(Json.parseObject(admin.get(RBAC + "/namespaces/kube-system/roles")
                                .body())
                        .path("items")
                        .size())
                .isGreaterThan(4);
    }

    private static void role(String name, String verbs, String resources, String resourceName) {
        admin.create(
                RBAC + "/namespaces/default/roles",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":"
                        + list(resources) + ",\"verbs\":" + list(verbs)
                        + (resourceName.isEmpty() ? "" : ",\"resourceNames\":" + list(resourceName)) + "}]}");
    }

    private static void bind(String user, String kind, String role) {
        admin.create(
                RBAC + "/namespaces/default/rolebindings",
                "{\"metadata\":{\"name\":\"" + user
                        + "\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\""
                        + kind + "\",\"name\":\"" + role
                        + "\"},\"subjects\":[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"User\",\"name\":\""
                        + user + "\"}]}");
    }

    private static String list(String commas) {
        return "[\"" + commas.replace(",", "\",\"") + "\"]";
    }
}
