package io.coxswain.local.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cluster of docker-compose.yml under a project name, ports and networks of its own. */
final class Compose implements AutoCloseable {
    static final String PROJECT = "coxswain-verify";
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Map<String, String> environment = new HashMap<>();
    private final Path directory;
    private final Path state;

    private Compose(Path directory) throws IOException {
        this.directory = directory;
        state = Path.of(
                "/var/lib/coxswain/verify-compose-" + ProcessHandle.current().pid());
        environment.putAll(Map.of(
                "COMPOSE_PROJECT_NAME", PROJECT,
                "COXSWAIN_VERSION", "verify",
                "COXSWAIN_API_PORT", Integer.toString(freePort()),
                "COXSWAIN_HTTP_PORT", Integer.toString(freePort()),
                "COXSWAIN_HTTPS_PORT", Integer.toString(freePort()),
                "COXSWAIN_NETWORK", "10.97.7",
                "COXSWAIN_STATE", state.toString(),
                "KUBECONFIG", directory.resolve("kubeconfig").toString(),
                "HOME", directory.toString()));
    }

    /** Images from what Maven packaged here; a build inside of Docker would take minutes for the same. */
    static Compose withImagesOfThisBuild(Path directory) throws IOException {
        Compose compose = new Compose(directory);
        Path layout = Files.createDirectory(directory.resolve("layout"));
        compose.command(ROOT.resolve("k8s-local/images/lay-out").toString(), "target", layout.toString())
                .run()
                .succeeds();
        for (String target : List.of("coxswain", "pause")) {
            compose.command(
                            "docker",
                            "buildx",
                            "build",
                            "--load",
                            "--build-context",
                            "build=" + layout,
                            "--target",
                            target,
                            "-t",
                            "coxswain/" + target + ":verify",
                            "-f",
                            ROOT.resolve("k8s-local/images/Dockerfile").toString(),
                            ROOT.toString())
                    .run()
                    .succeeds();
        }
        return compose;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Command.Result compose(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "docker", "compose", "-f", ROOT.resolve("docker-compose.yml").toString()));
        all.addAll(Arrays.asList(words));
        return command(all.toArray(String[]::new)).run();
    }

    private Command command(String... words) {
        return Command.of(environment, words).within(Duration.ofMinutes(5));
    }

    /** Starts it and asks it for the administrator's kubeconfig. */
    void up() throws IOException {
        compose("up", "-d", "--wait", "--no-build").succeeds();
        Files.writeString(
                directory.resolve("kubeconfig"),
                compose("exec", "-T", "control-plane", "coxswain", "kubeconfig")
                        .succeeds()
                        .out());
    }

    Kubectl kubectl(String namespace) {
        return new Kubectl(environment, namespace);
    }

    Command.Result curl(String host, String path) {
        return Command.of(
                        environment,
                        "curl",
                        "-sS",
                        "--max-time",
                        "5",
                        "-H",
                        "Host: " + host,
                        "http://127.0.0.1:" + environment.get("COXSWAIN_HTTP_PORT") + path)
                .run();
    }

    /** Names of everything on the engine that belongs to this cluster, of Compose's making or the agents'. */
    List<String> containers() {
        List<String> all = new ArrayList<>();
        for (String label : List.of("com.docker.compose.project=" + PROJECT, "io.coxswain.cluster=" + PROJECT)) {
            all.addAll(list("ps", "-a", "--filter", "label=" + label, "--format", "{{.Names}}"));
        }
        return all;
    }

    List<String> volumes() {
        return list("volume", "ls", "-q", "--filter", "label=com.docker.compose.project=" + PROJECT);
    }

    private List<String> list(String... words) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(Arrays.asList(words));
        return command(all.toArray(String[]::new))
                .run()
                .succeeds()
                .out()
                .lines()
                .toList();
    }

    /** The nodes' directory on this machine. */
    Path state() {
        return state;
    }

    @Override
    public void close() throws IOException {
        compose("down", "-v", "--timeout", "20");
        Files.deleteIfExists(state);
    }
}
