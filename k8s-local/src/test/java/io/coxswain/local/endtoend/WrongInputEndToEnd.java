package io.coxswain.local.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes, and the one clear answer that each gets. */
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongInputEndToEnd {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: right
            spec:
              containers:
                - name: main
                  image: coxswain.test/absent:1
                  imagePullPolicy: IfNotPresent
                  resources:
                    requests: {memory: 8Mi}
            """;
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: right
            spec:
              replicas: 1
              selector:
                matchLabels: {app: right}
              template:
                metadata:
                  labels: {app: right}
                spec:
                  containers: [{name: main, image: coxswain.test/absent:1}]
            """;

    private final Cluster cluster;
    private final Kubectl kubectl;

    WrongInputEndToEnd(Cluster cluster) {
        this.cluster = cluster;
        this.kubectl = cluster.namespace("mistakes");
    }

    @BeforeAll
    void makeNamespace() {
        cluster.newNamespace("mistakes");
    }

    @AfterAll
    void deleteNamespace() {
        cluster.namespace("default")
                .run("delete", "namespace", "mistakes", "--timeout=60s")
                .succeeds();
    }

    @ParameterizedTest(name = "{0}: {1} for {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Pod        | containers:           | container:               | unknown field "spec.container"
            Pod        | memory: 8Mi           | memory: 8Mib             | quantities must match the regular expression
            Pod        | name: main            | name: 7                  | cannot unmarshal number into Go struct field Container.spec.containers.name of type string
            Pod        | name: right           | name: Not_Right          | a lowercase RFC 1123 subdomain must consist of
            Pod        | kind: Pod             | kind: Pot                | no matches for kind "Pot" in version "v1"
            Pod        | spec:                 | spec: [                  | error converting YAML to JSON
            Pod        | name: main            | name: MAIN               | a lowercase RFC 1123 label must consist of
            Deployment | labels: {app: right}  | labels: {app: wrong}     | `selector` does not match template `labels`
            Deployment | replicas: 1           | replicas: -1             | must be greater than or equal to 0
            Deployment | replicas: 1           | replicas: one            | spec.replicas
            """)
    void aWrongManifestIsRefusedWithKubernetesOwnWords(String kind, String right, String wrong, String answer) {
        String manifest = (kind.equals("Pod") ? POD : DEPLOYMENT).replace(right, wrong);
        Command.Result result = kubectl.apply(manifest).fails();
        assertThat(result.err()).contains(answer);
        assertThat(kubectl.names("pods,deployments")).isEmpty();
    }

    @Test
    void whatIsMissingOrThereAlreadyIsNamed() {
        assertThat(kubectl.run("get", "pod", "absent").fails().err())
                .isEqualTo("Error from server (NotFound): pods \"absent\" not found\n");
        assertThat(cluster.namespace("absent")
                        .run("create", "configmap", "x")
                        .fails()
                        .err())
                .contains("namespaces \"absent\" not found");
        kubectl.run("create", "configmap", "twice", "--from-literal=a=1").succeeds();
        assertThat(kubectl.run("create", "configmap", "twice").fails().err())
                .contains("configmaps \"twice\" already exists");
        assertThat(kubectl.run("get", "configmap", "twice", "-o", "jsonpath={.data.a}")
                        .out())
                .isEqualTo("1");
        assertThat(kubectl.run("get", "unicorns").fails().err())
                .contains("the server doesn't have a resource type \"unicorns\"");
    }

    @Test
    void aStaleResourceVersionIsAConflict() {
        kubectl.run("create", "configmap", "stale", "--from-literal=a=1").succeeds();
        String old = kubectl.run("get", "configmap", "stale", "-o", "yaml")
                .succeeds()
                .out();
        kubectl.run("label", "configmap", "stale", "changed=yes").succeeds();
        assertThat(kubectl.command("replace", "-f", "-")
                        .reading(old)
                        .run()
                        .fails()
                        .err())
                .contains(
                        "(Conflict)", "the object has been modified; please apply your changes to the latest version");
    }

    @Test
    void anImageThatDoesNotExistIsTold() {
        kubectl.apply(POD.replace("name: right", "name: imageless")).succeeds();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(kubectl.run("get", "pod", "imageless").out())
                                .containsPattern("ErrImagePull|ImagePullBackOff"));
        assertThat(kubectl.run("describe", "pod", "imageless").out())
                .contains("Failed to pull image \"coxswain.test/absent:1\"");
        kubectl.run("delete", "pod", "imageless", "--timeout=60s").succeeds();
    }

    @Test
    void withoutACertificateNothingIsTold() {
        String api = cluster.status().path("api").asString();
        assertThat(Command.of(
                                Map.of(),
                                "curl",
                                "-sk",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}",
                                api + "/api/v1/namespaces")
                        .run()
                        .out())
                .isEqualTo("403");
    }

    @Test
    void theLauncherAnswersMistakesInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var inUse =
                    launcher(Map.of(), "start", "-p", "other", "--api-port", Integer.toString(taken.getLocalPort()));
            assertThat(inUse.fails().toString()).contains("--api-port " + taken.getLocalPort() + " is in use");
        }
        var noDocker = launcher(Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock"), "start", "-p", "other");
        assertThat(noDocker.fails().err()).contains("no Docker Engine answers on /nowhere/docker.sock");
        var badName = launcher(Map.of(), "status", "-p", "../other");
        assertThat(badName.fails().err().lines()).hasSize(1);
        assertThat(launcher(Map.of(), "status", "-p", "other").exitCode()).isEqualTo(4);
        assertThat(launcher(Map.of(), "delete", "-p", "other").succeeds().out()).contains("gone");
    }

    @Test
    void withoutAJdkOneLineTellsHowToGetOne() {
        // A mount namespace in which the directory of all JDKs is empty.
        String hide = "mount -t tmpfs none \"$1\" && shift && exec \"$@\"";
        String jdks = java.nio.file.Path.of(System.getProperty("java.home"))
                .resolveSibling("")
                .toString();
        Command.Result noJava = Command.of(
                        Map.of("JAVA_HOME", ""),
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        hide,
                        "sh",
                        jdks,
                        cluster.script(),
                        "status")
                .run();
        assertThat(noJava.fails().err().lines()).hasSize(1);
        assertThat(noJava.err()).contains("no JDK 25 found", "adoptium.net");
    }

    private Command.Result launcher(Map<String, String> more, String... words) {
        Map<String, String> environment = new java.util.HashMap<>(kubectl.environment());
        environment.put("COXSWAIN_HOME", cluster.home().resolve("mistakes").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(more);
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(cluster.script()), java.util.Arrays.stream(words))
                .toArray(String[]::new);
        return Command.of(environment, all).run();
    }
}
