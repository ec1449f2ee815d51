package io.coxswain.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.model.ObjectKey;
import io.coxswain.node.SharedCluster;
import io.coxswain.node.TestCluster;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/** A Pod acts as its ServiceAccount, with what the cluster gives it and nothing that its manifest says. */
@ExtendWith(SharedCluster.class)
class PodIdentityTest {
    private static final String PLACE = "/var/run/secrets/kubernetes.io/serviceaccount/";

    private final TestCluster cluster = SharedCluster.get();

    @Test
    @DisplayName("ServiceAccounts should mount an API token into pods")
    void aPodCallsTheApiAsItsAccount() throws IOException, InterruptedException {
        cluster.apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: caller}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: caller, namespace: default}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: caller}
                spec:
                  serviceAccountName: caller
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "nginx:1.27", command: [sleep, "3600"]}]
                """);
        cluster.awaitReady("caller");
        String token = cluster.run("caller", "c", "cat", PLACE + "token");
        assertThat(cluster.run("caller", "c", "cat", PLACE + "namespace")).isEqualTo("default");
        assertThat(cluster.run("caller", "c", "cat", PLACE + "ca.crt"))
                .isEqualTo(cluster.api()
                        .get(Kinds.CONFIG_MAP, new ObjectKey("default", "kube-root-ca.crt"))
                        .at("/data/ca.crt")
                        .asString());
        ObjectNode claims = Json.parseObject(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        assertThat(claims.path("sub").asString()).isEqualTo("system:serviceaccount:default:caller");
        assertThat(claims.path("kubernetes.io").path("pod").path("name").asString())
                .isEqualTo("caller");
        assertThat(claims.path("kubernetes.io").path("node").path("name").asString())
                .isEqualTo(TestCluster.NODE);

        assertThat(get("/api/v1/namespaces/default/configmaps"))
                .contains("HTTP/1.1 200")
                .contains("ConfigMapList");
        assertThat(get("/api/v1/namespaces/default/secrets"))
                .contains("HTTP/1.1 403")
                .contains("system:serviceaccount:default:caller");
    }

    @Test
    void aPodThatWantsNoTokenGetsNone() throws IOException, InterruptedException {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: tokenless}
                spec:
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 0
                  containers: [{name: c, image: "busybox:1.36", command: [sleep, "3600"]}]
                """);
        cluster.awaitReady("tokenless");
        assertThat(cluster.pod("tokenless").path("spec").path("volumes").isEmpty())
                .isTrue();
        assertThat(cluster.run("tokenless", "c", "sh", "-c", "ls /var/run/secrets 2>&1 || true"))
                .contains("No such file");
    }

    /** Asks as clients in Pods do, by the variables and the files that they find, and trusts the authority alone. */
    private String get(String path) throws IOException, InterruptedException {
        String ask = """
                (printf 'GET %s HTTP/1.1\\r\\nHost: kubernetes.default.svc\\r\\nConnection: close\\r\\n'
                 printf "Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)\\r\\n\\r\\n"
                 sleep 2) | openssl s_client -quiet -connect $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT \\
                  -CAfile /var/run/secrets/kubernetes.io/serviceaccount/ca.crt -verify_return_error \\
                  -verify_hostname kubernetes.default.svc 2>/dev/null""".formatted(path);
        return cluster.run("caller", "c", "sh", "-c", ask);
    }
}
