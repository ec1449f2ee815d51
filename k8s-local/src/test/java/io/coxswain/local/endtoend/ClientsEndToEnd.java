package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.kubernetes.client.Exec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified client libraries on a Pod that runs. */
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsEndToEnd {
    private static final Path SCRIPTS = Path.of("src/test/scripts");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: partner}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - {name: main, image: "%s", command: [sh, -c, "echo ready; trap exit TERM; sleep 3600 & wait"]}
            """.formatted(Cluster.IMAGE);

    private final Cluster cluster;
    private final Kubectl kubectl;

    ClientsEndToEnd(Cluster cluster) {
        this.cluster = cluster;
        this.kubectl = cluster.namespace("clients");
    }

    @BeforeAll
    void runPod() {
        cluster.newNamespace("clients");
        kubectl.apply(POD).succeeds();
        kubectl.run("wait", "pod/partner", "--for=condition=Ready", "--timeout=60s")
                .succeeds();
    }

    @AfterAll
    void deleteNamespace() {
        kubectl.run("delete", "namespace", "clients", "--timeout=60s").succeeds();
    }

    @Test
    void fabric8ReadsLogsAndRunsCommands() throws Exception {
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig()));
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            var pod = client.pods().inNamespace("clients").withName("partner");
            assertThat(pod.getLog()).isEqualTo("ready\n");
            var out = new ByteArrayOutputStream();
            try (ExecWatch exec = pod.writingOutput(out).exec("sh", "-c", "echo from the Pod; exit 3")) {
                assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isEqualTo(3);
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("from the Pod\n");
        }
    }

    @Test
    void theOfficialJavaClientRunsCommands() throws Exception {
        var client = io.kubernetes.client.util.Config.fromConfig(kubeconfig().toString());
        client.setReadTimeout(0);
        Process process = new Exec(client)
                .exec("clients", "partner", new String[] {"sh", "-c", "echo from the Pod; exit 3"}, false);
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("from the Pod\n");
        assertThat(process.waitFor()).isEqualTo(3);
        client.getHttpClient().connectionPool().evictAll();
        client.getHttpClient().dispatcher().executorService().shutdown();
    }

    @Test
    void theJavaScriptClientListsWatchesAndRunsCommands(@TempDir Path directory) throws IOException {
        Path modules = Path.of(named("COXSWAIN_NODE_CLIENT"));
        Files.createSymbolicLink(directory.resolve("node_modules"), modules.resolve("node_modules"));
        Path script = Files.copy(SCRIPTS.resolve("client.mjs"), directory.resolve("client.mjs"));
        Command.Result result = Command.of(kubectl.environment(), "node", script.toString(), "clients", "partner")
                .run();
        assertThat(result.succeeds().out())
                .contains("listed partner\n", "watched ADDED v,DELETED v\n")
                .contains("executed from the Pod Failure 3\n");
    }

    @Test
    void anOperatorOfTheJavaOperatorSdkReconcilesItsResource() throws IOException {
        Path libraries = Path.of(named("COXSWAIN_OPERATOR"));
        kubectl.command("apply", "-f", SCRIPTS.resolve("ferries.yaml").toString())
                .run()
                .succeeds();
        kubectl.run("wait", "crd/ferries.yard.example.com", "--for=condition=Established", "--timeout=30s")
                .succeeds();
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        try (Command.Background operator = Command.of(
                        kubectl.environment(), java, "-cp", libraries + "/*", "io.coxswain.example.FerryOperator")
                .start()) {
            kubectl.apply("""
                    apiVersion: yard.example.com/v1
                    kind: Ferry
                    metadata: {name: one}
                    spec: {passengers: 3}
                    """).succeeds();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kubectl.run("get", "ferry", "one", "-o", "jsonpath={.status.aboard}")
                                            .out())
                                    .as(operator::text)
                                    .isEqualTo("3"));
            assertThat(kubectl.run("get", "configmap", "one", "-o", "jsonpath={.data.passengers}")
                            .succeeds()
                            .out())
                    .isEqualTo("3");
            assertThat(kubectl.run("get", "ferry", "one", "-o", "jsonpath={.metadata.finalizers[0]}")
                            .out())
                    .isEqualTo("ferries.yard.example.com/finalizer");
            kubectl.run("delete", "configmap", "one").succeeds();
            await().atMost(PATIENCE).until(() -> kubectl.names("configmaps").contains("one"));
            kubectl.run("patch", "ferry", "one", "--type=merge", "-p", "{\"spec\":{\"passengers\":5}}")
                    .succeeds();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kubectl.run("get", "configmap", "one", "-o", "jsonpath={.data.passengers}")
                                            .out())
                                    .as(operator::text)
                                    .isEqualTo("5"));
            kubectl.run("delete", "ferry", "one", "--timeout=60s").succeeds();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(kubectl.names("configmaps")).doesNotContain("one"));
        } finally {
            kubectl.run("delete", "crd", "ferries.yard.example.com").succeeds();
        }
    }

    private Path kubeconfig() {
        return Path.of(Objects.requireNonNull(kubectl.environment().get("KUBECONFIG")));
    }

    private static String named(String variable) {
        String value = Objects.requireNonNullElse(System.getenv(variable), "");
        assumeThat(value).as(variable + " names nothing").isNotEmpty();
        return value;
    }
}
