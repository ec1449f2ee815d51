package io.coxswain.controlplane.clients;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.coxswain.controlplane.TestControlPlane;
import io.coxswain.script.Script;
import io.coxswain.script.ScriptRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands in src/test/kubectl with what each must answer, on a server without nodes: one per version of kubectl.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlMatrixTest {
    private static final Path SCRIPTS = Path.of("src/test/kubectl");
    private static final List<String> NAMES = List.of(
            "discovery.txt",
            "objects.txt",
            "apply.txt",
            "create.txt",
            "workloads.txt",
            "conformance.txt",
            "access.txt",
            "nodes.txt",
            "custom.txt");

    private final List<TestControlPlane> started = new ArrayList<>();

    @AfterAll
    void stop() {
        started.forEach(TestControlPlane::close);
    }

    @TestFactory
    Stream<DynamicNode> everyVersion(@TempDir Path home) {
        return Programs.kubectls().stream()
                .map(kubectl -> dynamicContainer(kubectl.toString(), commands(kubectl, home)));
    }

    private Stream<DynamicNode> commands(Programs.Kubectl kubectl, Path home) {
        Path directory = directory(home.resolve("1." + kubectl.minor()));
        started.forEach(TestControlPlane::close);
        started.clear();
        TestControlPlane controlPlane = TestControlPlane.start();
        started.add(controlPlane);
        var run = ScriptRun.of(
                SCRIPTS,
                directory,
                Map.of("kubectl", kubectl.program()),
                kubectl.minor(),
                Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()));
        return NAMES.stream()
                .map(SCRIPTS::resolve)
                .map(Script::read)
                .map(script -> dynamicContainer(script.name(), run.tests(script)));
    }

    private static Path directory(Path wanted) {
        try {
            return Files.createDirectories(wanted);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
