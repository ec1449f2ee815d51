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
    private TestControlPlane controlPlane;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path home) {
        controlPlane = TestControlPlane.start();
        kubectl = new Kubectl(controlPlane, home);
    }

    @AfterAll
    void stop() {
        controlPlane.close();
    }

    @Test
    void createsByProtobuf() {
        assertThat(ok(kubectl.run("create", "namespace", "other"))).contains("namespace/other created");
        assertThat(ok(kubectl.run("create", "configmap", "c", "-n", "other", "--from-literal=a=b")))
                .contains("configmap/c created");
        assertThat(ok(kubectl.run("get", "configmap", "c", "-n", "other", "-o", "jsonpath={.data.a}")))
                .isEqualTo("b");
    }

    private static String ok(Kubectl.Output output) {
        return ok(output, 0);
    }

    private static String ok(Kubectl.Output output, int code) {
        assertThat(output.code()).as(output.err()).isEqualTo(code);
        return output.out();
    }
}
