package io.coxswain.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.controlplane.http.Kubectl;
import io.coxswain.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Reviews of access, by hand and by kubectl, and the checks against escalation. */
class ReviewTest {
    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";

    private static TestControlPlane controlPlane;
    private static Requests admin;

    @BeforeAll
    static void start() {
        controlPlane = TestControlPlane.start();
        admin = Requests.admin(controlPlane);
        bind("default", "viewer", "ClusterRole", "view");
        bind("default", "chief", "ClusterRole", "admin");
    }

    @AfterAll
    static void stop() {
        admin.close();
        controlPlane.close();
    }

    @Test
    @DisplayName("SubjectReview should support SubjectReview API operations")
    void reviewsSubjects() {
        String list =
                "\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"configmaps\",\"namespace\":\"default\"}";
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(
                                allowed("/subjectaccessreviews", "{\"spec\":{\"user\":\"viewer\"," + list + "}}"))
                        .isTrue());
        assertThat(allowed("/subjectaccessreviews", "{\"spec\":{\"user\":\"nobody\"," + list + "}}"))
                .isFalse();
        assertThat(allowed(
                        "/namespaces/default/localsubjectaccessreviews",
                        "{\"spec\":{\"user\":\"viewer\"," + list + "}}"))
                .isTrue();
        ObjectNode reason =
                admin.create(AUTHORIZATION + "/subjectaccessreviews", "{\"spec\":{\"user\":\"viewer\"," + list + "}}");
        assertThat(reason.path("status").path("reason").asString())
                .isEqualTo(
                        "RBAC: allowed by RoleBinding \"viewer/default\" of ClusterRole \"view\" to User \"viewer\"");
        assertThat(admin.refusal("POST", AUTHORIZATION + "/subjectaccessreviews", "{\"spec\":{" + list + "}}", 422))
                .contains("spec.user: Invalid value: \"\": at least one of user or group must be specified");
        assertThat(admin.refusal(
                        "POST",
                        AUTHORIZATION + "/namespaces/kube-system/localsubjectaccessreviews",
                        "{\"spec\":{\"user\":\"viewer\"," + list + "}}",
                        400))
                .isEqualTo("spec.resourceAttributes.namespace must match namespace: kube-system");
        try (Requests viewer = Requests.of(controlPlane, "viewer")) {
            ObjectNode self = viewer.create(AUTHORIZATION + "/selfsubjectaccessreviews", "{\"spec\":{" + list + "}}");
            assertThat(self.path("status").path("allowed").asBoolean()).isTrue();
            ObjectNode rules =
                    viewer.create(AUTHORIZATION + "/selfsubjectrulesreviews", "{\"spec\":{\"namespace\":\"default\"}}");
            assertThat(rules.path("status").path("resourceRules").size()).isGreaterThan(5);
            assertThat(rules.path("status").path("nonResourceRules").size()).isGreaterThan(0);
            assertThat(rules.path("status").path("incomplete").asBoolean(true)).isFalse();
        }
    }

    @Test
    void answersKubectlAuth(@TempDir Path home) throws Exception {
        var viewer = new Kubectl(controlPlane.kubeconfig("viewer"), home);
        var boss = new Kubectl(controlPlane.kubeconfig(), home);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(
                                viewer.run("auth", "can-i", "list", "pods").out())
                        .isEqualTo("yes\n"));
        assertThat(viewer.run("auth", "can-i", "delete", "pods").out()).isEqualTo("no\n");
        assertThat(viewer.run("auth", "can-i", "--list").out())
                .contains("selfsubjectaccessreviews.authorization.k8s.io")
                .contains("[/healthz]");
        assertThat(boss.run("auth", "can-i", "*", "*", "--all-namespaces").out())
                .isEqualTo("yes\n");
        assertThat(boss.run("auth", "can-i", "*", "*", "--as", "viewer").out()).isEqualTo("no\n");
        assertThat(boss.run("create", "token", "nobody").err()).contains("serviceaccounts \"nobody\" not found");
        assertThat(boss.run("create", "serviceaccount", "maker").code()).isZero();
        assertThat(boss.run("create", "token", "maker", "--duration", "20m", "--audience", "vault")
                        .out()
                        .split("\\.", -1))
                .hasSize(3);
        assertThat(viewer.run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
                        .out())
                .isEqualTo("viewer");
        Path roles = Files.createTempFile("coxswain", ".yaml");
        Files.writeString(roles, """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reconciled, namespace: default}
                rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reconciled, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reconciled}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: rita}]
                """);
        assertThat(boss.run("auth", "reconcile", "-f", roles.toString()).out()).contains("reconciled");
        assertThat(boss.run("auth", "reconcile", "-f", roles.toString()).out()).contains("reconciled");
        assertThat(
                        allowed(
                                "/subjectaccessreviews",
                                "{\"spec\":{\"user\":\"rita\",\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\",\"namespace\":\"default\"}}}"))
                .isTrue();
    }

    @Test
    void nobodyGivesAwayWhatTheyDoNotHave() {
        try (Requests chief = Requests.of(controlPlane, "chief", "bosses")) {
            String roles = RBAC + "/namespaces/default/roles";
            String bindings = RBAC + "/namespaces/default/rolebindings";
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    chief.code("POST", roles + "?dryRun=All", role("own", "\"\"", "pods", "get")))
                            .isEqualTo(201));
            assertThat(chief.refusal("POST", roles, role("theirs", "\"\"", "nodes", "get\",\"list"), 403))
                    .isEqualTo("roles.rbac.authorization.k8s.io \"theirs\" is forbidden: user \"chief\""
                            + " (groups=[\"bosses\" \"system:authenticated\"]) is attempting to grant RBAC permissions"
                            + " not currently held:\n"
                            + "{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\" \"list\"]}");
            assertThat(chief.refusal("POST", bindings, binding("b", "ClusterRole", "cluster-admin", "chief"), 403))
                    .contains("is attempting to grant RBAC permissions not currently held:")
                    .contains("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
            assertThat(chief.code("POST", bindings, binding("v", "ClusterRole", "view", "guest")))
                    .isEqualTo(201);
            assertThat(chief.refusal("POST", bindings, binding("w", "Role", "absent", "guest"), 404))
                    .isEqualTo("roles.rbac.authorization.k8s.io \"absent\" not found");
            admin.create(roles, role("binder", "\"rbac.authorization.k8s.io\"", "clusterroles", "bind"));
            bind("default", "chief-binds", "Role", "binder", "chief");
            assertThat(chief.code("POST", bindings, binding("c", "ClusterRole", "cluster-admin", "guest")))
                    .isEqualTo(201);
        }
    }

    @Test
    void aggregatesRolesByLabel() {
        admin.create(
                RBAC + "/clusterroles",
                "{\"metadata\":{\"name\":\"view-things\",\"labels\":{\"rbac.authorization.k8s.io/aggregate-to-view\":\"true\"}},"
                        + "\"rules\":[{\"apiGroups\":[\"things.example\"],\"resources\":[\"things\"],\"verbs\":[\"get\"]}]}");
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(
                                allowed(
                                        "/subjectaccessreviews",
                                        "{\"spec\":{\"user\":\"chief\",\"resourceAttributes\":{\"verb\":\"get\",\"group\":\"things.example\",\"resource\":\"things\",\"namespace\":\"default\"}}}"))
                        .isTrue());
    }

    private static boolean allowed(String path, String body) {
        return admin.create(AUTHORIZATION + path, body)
                .path("status")
                .path("allowed")
                .asBoolean();
    }

    private static String role(String name, String group, String resource, String verbs) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[{\"apiGroups\":[" + group + "],\"resources\":[\""
                + resource + "\"],\"verbs\":[\"" + verbs + "\"]}]}";
    }

    private static String binding(String name, String kind, String role, String user) {
        ObjectNode binding = Json.object();
        binding.putObject("metadata").put("name", name);
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", kind)
                .put("name", role);
        binding.putArray("subjects")
                .addObject()
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "User")
                .put("name", user);
        return binding.toString();
    }

    private static void bind(String namespace, String user, String kind, String role) {
        bind(namespace, user, kind, role, user);
    }

    private static void bind(String namespace, String name, String kind, String role, String user) {
        admin.create(RBAC + "/namespaces/" + namespace + "/rolebindings", binding(name, kind, role, user));
    }
}
