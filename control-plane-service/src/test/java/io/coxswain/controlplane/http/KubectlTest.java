package io.coxswain.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.TestControlPlane;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with an unmodified kubectl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: c
                    image: nginx:1.27
                    ports: [{containerPort: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;

    private TestControlPlane controlPlane;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path home) {
        controlPlane = TestControlPlane.startWithoutControllers();
        kubectl = new Kubectl(controlPlane, home);
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void appliesChangesAndDeletes() {
        assertThat(ok(kubectl.runWith(WEB, "apply", "-f", "-")))
                .contains("deployment.apps/web created", "service/web created");
        assertThat(ok(kubectl.runWith(WEB, "apply", "-f", "-")))
                .contains("deployment.apps/web unchanged", "service/web unchanged");
        assertThat(ok(kubectl.runWith(WEB.replace("1.27", "1.28"), "diff", "-f", "-"), 1))
                .contains("-      - image: nginx:1.27")
                .contains("+      - image: nginx:1.28");
        assertThat(ok(kubectl.runWith(WEB.replace("1.27", "1.28"), "apply", "-f", "-")))
                .contains("deployment.apps/web configured");
        assertThat(ok(kubectl.run(
                        "get",
                        "deployment",
                        "web",
                        "-o",
                        "jsonpath={.metadata.generation} {.spec.template.spec.containers[0].image}")))
                .isEqualTo("2 nginx:1.28");
        assertThat(ok(kubectl.run("get", "deployments"))).contains("NAME", "READY", "web", "0/2");
        assertThat(ok(kubectl.run("scale", "deployment", "web", "--replicas=3")))
                .contains("web scaled");
        assertThat(ok(kubectl.run("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")))
                .isEqualTo("3");
        assertThat(ok(kubectl.run("label", "deployment", "web", "tier=front"))).contains("labeled");
        assertThat(ok(kubectl.run("get", "deployments", "-l", "tier=front", "-o", "name")))
                .isEqualTo("deployment.apps/web\n");
        assertThat(ok(kubectl.run("describe", "service", "web"))).contains("TargetPort:", "80/TCP");
        assertThat(ok(kubectl.run("delete", "deployment/web", "service/web")))
                .contains("deployment.apps \"web\" deleted");
        assertThat(kubectl.run("get", "deployment", "web").err())
                .isEqualTo("Error from server (NotFound): deployments.apps \"web\" not found\n");
    }

    @Test
    void createsByProtobuf() {
        assertThat(ok(kubectl.run("create", "namespace", "other"))).contains("namespace/other created");
        assertThat(ok(kubectl.run("create", "configmap", "c", "-n", "other", "--from-literal=a=b")))
                .contains("configmap/c created");
        assertThat(ok(kubectl.run("get", "configmap", "c", "-n", "other", "-o", "jsonpath={.data.a}")))
                .isEqualTo("b");
    }

    @Test
    void knowsTheResources() {
        assertThat(ok(kubectl.run("api-resources"))).contains("deployments", "endpointslices", "discovery.k8s.io/v1");
        assertThat(ok(kubectl.run("version"))).contains("Server Version: v1.36");
        assertThat(ok(kubectl.run("get", "namespaces"))).contains("kube-system", "Active");
        assertThat(ok(kubectl.run("explain", "deployment.spec.replicas"))).contains("Number of desired pods");
    }

    private static String ok(Kubectl.Output output) {
        return ok(output, 0);
    }

    private static String ok(Kubectl.Output output, int code) {
        assertThat(output.code()).as(output.err()).isEqualTo(code);
        return output.out();
    }
}
