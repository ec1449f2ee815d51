package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.coxswain.script.Script;
import io.coxswain.script.ScriptRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands in src/test/scripts with what each must answer, on Pods that run. */
@ExtendWith(SharedCluster.class)
class ScriptsEndToEnd {
    private static final Path SCRIPTS = Path.of("src/test/scripts");

    private final Cluster cluster;

    ScriptsEndToEnd(Cluster cluster) {
        this.cluster = cluster;
    }

    @TestFactory
    Stream<DynamicNode> kubectlTalksToPods(@TempDir Path home) {
        return rows("pods.txt", home, Map.of("kubectl", kubectl()), "");
    }

    @TestFactory
    Stream<DynamicNode> helm3InstallsAChart(@TempDir Path home) {
        return rows("helm.txt", home, Map.of("kubectl", kubectl(), "helm", named("COXSWAIN_HELM3")), "--atomic");
    }

    @TestFactory
    Stream<DynamicNode> helm4InstallsAChart(@TempDir Path home) {
        return rows(
                "helm.txt",
                home,
                Map.of("kubectl", kubectl(), "helm", named("COXSWAIN_HELM4")),
                "--rollback-on-failure");
    }

    private Stream<DynamicNode> rows(String script, Path home, Map<String, Path> programs, String atomic) {
        Map<String, String> environment = Map.of(
                "KUBECONFIG",
                Objects.requireNonNull(
                        cluster.namespace("default").environment().get("KUBECONFIG")),
                "IMAGE",
                Cluster.IMAGE,
                "ATOMIC",
                atomic);
        return ScriptRun.of(SCRIPTS, home, programs, 99, environment).tests(Script.read(SCRIPTS.resolve(script)));
    }

    private static Path kubectl() {
        return named("COXSWAIN_KUBECTL");
    }

    private static Path named(String variable) {
        String program = Objects.requireNonNullElse(System.getenv(variable), "");
        assumeThat(program).as(variable + " names no program").isNotEmpty();
        return Path.of(program);
    }
}
